package dev.unroll.bench.libtorch;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Draws one token at a time and feeds it back. */
final class Sampling implements Job {
    private final Workload workload;
    private final FusedLayers layers;
    private final LinearImpl output;
    /** Every token's one-hot vector. */
    private final Tensor tokens;

    private long token;

    Sampling(Workload workload) {
        this.workload = workload;
        layers = new FusedLayers(workload, false);
        output = new LinearImpl(workload.hidden(), workload.vocabulary());
        tokens = torch.eye(workload.vocabulary());
    }

    @Override
    public double units() {
        return workload.units();
    }

    @Override
    public double step() {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor outputs = layers.forward(tokens.narrow(0, token, 1).view(1, 1, -1));
            layers.carry();
            Tensor probabilities = torch.softmax(output.forward(outputs).view(-1), -1);
            token = torch.multinomial(probabilities, 1).item_long();
            return 0;
        }
    }
}
