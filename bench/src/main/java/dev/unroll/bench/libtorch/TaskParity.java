package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import dev.unroll.bench.ours.TaskTraining;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Module;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tensor.Tape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Whether a task's model in libtorch reaches the loss and every gradient of the one that {@code unroll train} trains. */
public final class TaskParity {
    /** Files have two biases for each recurrence, because PyTorch's have; ours are in the first. */
    private static final String SECOND_BIAS = "bias_hh_";

    private static final Tape.Watch NOBODY = new Tape.Watch() {
        @Override
        public void input(String what, float[] numbers) {}

        @Override
        public void forward(String what, float[] numbers) {}

        @Override
        public void backward(String what, float[] numbers) {}
    };

    private TaskParity() {}

    /**
     * Compares the sums over all batches of both at a small size: each shuffles the lines in its own way.
     *
     * @return as {@link Parity#check}
     */
    public static double check(Workload of) {
        Workload size = new Workload("parity", of.cell(), 1, 5, 11, 6, 6, 3, Workload.Rule.ADAM);
        try (Engine engine = Engine.start(1);
                var _ = new PointerScope()) {
            return of.classifies()
                    ? Math.max(
                            check(of.cell(), TaskTraining.sentences(size, engine), new SentenceCnn(size, false)),
                            check(of.cell(), TaskTraining.sentences(size, engine), new SentenceCnn(size, true)))
                    : check(of.cell(), TaskTraining.translation(size, engine), new EncoderDecoder(size));
        }
    }

    private static double check(String what, ModelTraining<? extends Module> training, TaskModel model) {
        Map<String, float[]> theirs = new LinkedHashMap<>();
        Map<String, float[]> ours = new LinkedHashMap<>();
        training.model().export(dev.unroll.tensor.Tensor::data).forEach((name, values) -> {
            try (var _ = new NoGradGuard()) {
                Tensor to = model.parameter(name);
                to.copy_(Tensor.create(values.data().clone()).reshape(to.sizes()));
            }
        });
        double loss = 0;
        for (long step = 0; step < training.stepsPerEpoch(); step++) {
            loss += training.look(step).loss();
        }
        ours.put("loss", new float[] {(float) loss});
        for (long step = 0; step < training.stepsPerEpoch(); step++) {
            training.repeat(step, NOBODY);
        }
        training.model().export(dev.unroll.tensor.Tensor::gradient).forEach((name, gradient) -> {
            if (!name.contains(SECOND_BIAS)) {
                ours.put(name, gradient.data().clone());
            }
        });
        double same = 0;
        for (int batch = 0; batch < model.batches(); batch++) {
            Tensor one = model.loss(batch);
            one.backward();
            same += one.item_float();
        }
        theirs.put("loss", new float[] {(float) same});
        model.parameters().forEach((name, parameter) -> {
            if (!name.contains(SECOND_BIAS)) {
                theirs.put(name, ComposedLayer.values(Objects.requireNonNull(parameter.grad())));
            }
        });
        return Parity.compare(what, ours, theirs);
    }
}
