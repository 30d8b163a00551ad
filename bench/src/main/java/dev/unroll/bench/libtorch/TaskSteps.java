package dev.unroll.bench.libtorch;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Whole training steps of a {@link TaskModel}, its batches in turn. */
final class TaskSteps implements Job {
    private final Workload workload;
    private final TaskModel model;
    private final TensorVector parameters = new TensorVector();
    private final Adam optimizer;
    private int next;

    TaskSteps(Workload workload, TaskModel model) {
        this.workload = workload;
        this.model = model;
        model.parameters().values().forEach(parameters::push_back);
        optimizer = new Adam(parameters, new AdamOptions(2e-3));
    }

    @Override
    public double units() {
        return workload.units();
    }

    @Override
    public double step() {
        try (var _ = new PointerScope()) {
            Tensor loss = model.loss(next++ % model.batches());
            optimizer.zero_grad();
            loss.backward();
            torch.clip_grad_norm_(parameters, 5);
            optimizer.step();
            return loss.item_float();
        }
    }
}
