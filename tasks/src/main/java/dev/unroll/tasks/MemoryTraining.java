package dev.unroll.tasks;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.NamedArray;
import dev.unroll.io.SafeTensors;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Learner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a {@link MemoryModel} on examples that are made for each update, and measures it on others that stay the same. */
public final class MemoryTraining implements Learner {
    /** Updates between two validations: examples do not repeat, so an epoch is what one calls so. */
    private static final int EPOCH = 100;

    private static final int VALIDATED = 512;

    private final MemoryModel model;
    private final MemorySettings settings;
    private final Optimizer optimizer;
    private final LearningRate rate;
    private final Tape tape;
    private final CounterRandom examples;
    private final CounterRandom heldOut;

    /** A new model for a task, and everything to train it. */
    public MemoryTraining(
            Engine engine, MemoryTask task, LanguageModel.Architecture architecture, MemorySettings settings) {
        this.settings = settings;
        model = new MemoryModel(engine, task, architecture);
        model.initialise(settings.seed());
        optimizer = settings.updates().optimizer(engine, model);
        rate = settings.updates().rate(EPOCH);
        tape = new Tape(engine);
        examples = CounterRandom.named(settings.seed(), "examples to learn");
        heldOut = CounterRandom.named(settings.seed(), "examples to validate");
    }

    /** The training of a {@link #config} once more. */
    public static MemoryTraining resume(Engine engine, JsonObject config) {
        return new MemoryTraining(
                engine,
                MemoryModel.task(config),
                LanguageModel.Architecture.fromJson(config.getObject("model")),
                MemorySettings.fromJson(config.getObject("training")));
    }

    public MemoryModel model() {
        return model;
    }

    @Override
    public String unit() {
        return "sequences";
    }

    @Override
    public long stepsPerEpoch() {
        return EPOCH;
    }

    @Override
    public Outcome step(long step) {
        MemoryTask.Examples batch = model.task().examples(examples, step * settings.batch(), settings.batch());
        Tensor loss = model.loss(tape, batch, new CounterRandom(settings.seed(), step));
        double value = loss.item();
        double norm = Double.NaN;
        if (Double.isFinite(value)) {
            tape.backward(loss);
            norm = optimizer.step(rate.at(step));
        }
        tape.reset();
        return new Outcome(value, norm, settings.batch());
    }

    @Override
    public OptionalDouble validate() {
        return OptionalDouble.of(optimizer.averaged(() -> {
            double sum = 0;
            for (int i = 0; i < VALIDATED; i += settings.batch()) {
                int count = Math.min(settings.batch(), VALIDATED - i);
                sum += count * model.loss(model.task().examples(heldOut, i, count));
            }
            return sum / VALIDATED;
        }));
    }

    @Override
    public void validated(double loss) {
        rate.validated(loss);
    }

    @Override
    public Optional<String> sample(long step) {
        return Optional.empty();
    }

    /** What the model is and how it is trained: all that {@link #resume} needs. */
    public JsonObject config() {
        return model.config()
                .put("training", settings.toJson())
                .put("unroll", Version.NUMBER)
                .put("java", Runtime.version().toString());
    }

    @Override
    public void save(ModelFolder folder, JsonObject progress) {
        Map<String, String> metadata = Map.of(LanguageModelTraining.TRAINED, Json.line(progress));
        SafeTensors.write(folder.weightsFile(), metadata, Weights.named("", optimizer.averaged(model::state)));
    }

    @Override
    public List<NamedArray> state() {
        return updates().save();
    }

    @Override
    public void restore(Map<String, NamedArray> saved, long step) {
        updates().restore(saved, step);
    }

    private TrainingState updates() {
        return new TrainingState(model, optimizer, rate);
    }
}
