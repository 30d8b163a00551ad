package dev.unroll.tasks;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a {@link MemoryModel} on examples that are made for each update, and measures it on others that stay the same. */
public final class MemoryTraining extends ModelTraining<MemoryModel> {
    /** Updates between two validations: examples do not repeat, so an epoch is what one calls so. */
    private static final int EPOCH = 100;

    private static final int VALIDATED = 512;

    private final MemoryTask task;
    private final int handful;
    private final int batch;
    private final CounterRandom examples;
    private final CounterRandom heldOut;

    /** A new model for a task, and everything to train it. */
    public MemoryTraining(
            Engine engine, MemoryTask task, LanguageModel.Architecture architecture, MemorySettings settings) {
        this(engine, task, architecture, settings, 0);
    }

    /** @param handful how many examples to learn, 0 for new ones each time */
    MemoryTraining(
            Engine engine,
            MemoryTask task,
            LanguageModel.Architecture architecture,
            MemorySettings settings,
            int handful) {
        MemoryModel model = new MemoryModel(engine, task, architecture);
        model.initialise(settings.seed());
        this.task = task;
        this.handful = handful;
        batch = handful == 0 ? settings.batch() : handful;
        examples = CounterRandom.named(settings.seed(), "examples to learn");
        heldOut = CounterRandom.named(settings.seed(), "examples to validate");
        super(
                engine,
                task,
                MemoryTask.settings(architecture, settings),
                model,
                settings.updates(),
                settings.seed(),
                handful == 0 ? EPOCH : 1);
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "%s, %d x %d, %,d parameters, lag %d; a guess has a loss of %.4f, solved is below %.4f",
                model().architecture().cell().name(),
                model().architecture().layers(),
                model().architecture().hidden(),
                model().parameterCount(),
                task.lag(),
                task.guess(),
                task.solved());
    }

    @Override
    public double operationsPerItem() {
        return model().operationsPerSequence();
    }

    @Override
    public String unit() {
        return "sequences";
    }

    @Override
    protected Loss loss(Tape tape, long number, CounterRandom random) {
        return new Loss(model().loss(tape, examples(number), random), batch);
    }

    private MemoryTask.Examples examples(long number) {
        return task.examples(examples, handful == 0 ? number * batch : 0, batch);
    }

    @Override
    public Optional<Tensor> inputs(long step) {
        return Optional.of(examples(step).x());
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape on) {
        if (handful > 0) {
            return OptionalDouble.empty();
        }
        MeanLoss loss = new MeanLoss();
        for (int i = 0; i < VALIDATED; i += batch) {
            int count = Math.min(batch, VALIDATED - i);
            loss.add(model().loss(on, task.examples(heldOut, i, count)), count);
        }
        return OptionalDouble.of(loss.nats());
    }
}
