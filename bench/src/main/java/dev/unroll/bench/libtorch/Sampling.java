package dev.unroll.bench.libtorch;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Draws one token at a time and feeds it back. */
final class Sampling implements Job {
    private final Workload workload;
    private final Layers layers;
    private final LinearImpl output;
    private final Tensor x;
    private long token;

    Sampling(Workload workload) {
        this.workload = workload;
        layers = new Layers(workload);
        output = new LinearImpl(workload.hidden(), workload.vocabulary());
        x = torch.zeros(1, 1, workload.vocabulary());
    }

    @Override
    public double units() {
        return workload.units();
    }

    @Override
    public double step() {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            x.zero_();
            x.select(2, token).fill_(new Scalar(1.0));
            Tensor outputs = layers.forward(x);
            layers.carry();
            Tensor probabilities = torch.softmax(output.forward(outputs).view(-1), -1);
            token = torch.multinomial(probabilities, 1).item_long();
            return 0;
        }
    }
}
