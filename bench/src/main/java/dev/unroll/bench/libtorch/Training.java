package dev.unroll.bench.libtorch;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Whole training steps on random tokens. */
final class Training implements Job {
    /** Enough different batches that no step finds its data in the cache of the step before. */
    private static final int BATCHES = 16;

    /**
     * What a data loader hands over.
     *
     * @param x tokens (T, B), or what the layers make of them
     * @param targets the tokens that follow (T · B)
     */
    private record Batch(Tensor x, Tensor targets) {}

    private final Workload workload;
    private final Layers layers;
    private final @Nullable EmbeddingImpl embedding;
    private final LinearImpl output;
    private final TensorVector parameters = new TensorVector();
    private final Optimizer optimizer;
    private final List<Batch> batches = new ArrayList<>();
    private int next;

    Training(Workload workload, Layers layers) {
        this.workload = workload;
        this.layers = layers;
        embedding = workload.embedding() > 0 ? new EmbeddingImpl(workload.vocabulary(), workload.embedding()) : null;
        output = new LinearImpl(workload.outputWidth(), workload.vocabulary());
        if (embedding != null) {
            add(embedding);
        }
        layers.parameters().forEach(parameters::push_back);
        add(output);
        optimizer = switch (workload.rule()) {
            case ADAM -> new Adam(parameters, new AdamOptions(2e-3));
            case SGD -> new SGD(parameters, new SGDOptions(1.0));
            case ADAGRAD -> new Adagrad(parameters, new AdagradOptions(0.1));
            case NONE -> throw new IllegalArgumentException(workload.id() + " does not train");
        };
        long time = workload.time();
        Tensor tokens = torch.randint(workload.vocabulary(), new long[] {BATCHES * time + 1, workload.batch()});
        for (long start = 0; start < BATCHES * time; start += time) {
            Tensor x = tokens.narrow(0, start, time);
            Tensor targets = layers.targets(tokens.narrow(0, start + 1, time));
            batches.add(new Batch(embedding != null ? x : layers.encode(x), targets));
        }
    }

    private void add(Module module) {
        TensorVector of = module.parameters();
        for (long i = 0; i < of.size(); i++) {
            parameters.push_back(of.get(i));
        }
    }

    @Override
    public double units() {
        return workload.units();
    }

    @Override
    public double step() {
        try (var _ = new PointerScope()) {
            Batch batch = batches.get(next++ % BATCHES);
            Tensor x = embedding != null ? embedding.forward(batch.x) : batch.x;
            Tensor outputs = layers.forward(x).reshape(-1, workload.outputWidth());
            Tensor loss = torch.cross_entropy_loss(output.forward(outputs), batch.targets);
            optimizer.zero_grad();
            loss.backward();
            if (workload.rule() == Workload.Rule.ADAGRAD) {
                torch.clip_grad_value_(parameters, 5);
            } else {
                torch.clip_grad_norm_(parameters, 5);
            }
            optimizer.step();
            layers.carry();
            return loss.item_float();
        }
    }
}
