package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.io.NamedArray;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Module;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.TrainingState;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What every training repeats: the updates of a model from the mean gradient of so many batches, their averages, what is
 * saved. Left to say are a batch's loss and that on the data held out.
 *
 * @param <M> what is trained
 */
public abstract class ModelTraining<M extends Module> implements Training {
    private final Task task;
    private final JsonObject settings;
    private final Engine engine;
    private final M model;
    private final long seed;
    private final long batches;
    private final int accumulate;
    private final long stepsPerEpoch;
    private final Optimizer optimizer;
    private final LearningRate rate;
    private final Tape tape;
    private final Map<String, float[]> carried;
    private final Map<String, float[]> carriedBefore = new LinkedHashMap<>();
    private final TrainingState learned;

    /** A training whose batches leave nothing behind for the next. */
    protected ModelTraining(
            Engine engine, Task task, JsonObject settings, M model, Updates updates, long seed, long batches) {
        this(engine, task, settings, model, updates, seed, batches, Map.of());
    }

    /**
     * Makes what updates need.
     *
     * @param settings as {@link Task#checked} has them
     * @param seed of dropout; the model has its weights already
     * @param batches that go through the data once
     * @param carried what a batch leaves behind for the next: the arrays themselves, by the names that a checkpoint has for
     *     them
     * @throws IllegalArgumentException if they are too few for an update
     */
    protected ModelTraining(
            Engine engine,
            Task task,
            JsonObject settings,
            M model,
            Updates updates,
            long seed,
            long batches,
            Map<String, float[]> carried) {
        this.engine = engine;
        this.task = task;
        this.settings = settings;
        this.model = model;
        this.seed = seed;
        this.batches = batches;
        accumulate = updates.accumulate();
        stepsPerEpoch = batches / accumulate;
        if (stepsPerEpoch == 0) {
            throw new IllegalArgumentException("there are " + batches + " batches to train on, but an update needs "
                    + accumulate + "; use more data or smaller batches");
        }
        optimizer = updates.optimizer(engine, model);
        rate = updates.rate(stepsPerEpoch);
        tape = new Tape(engine);
        this.carried = carried;
        carried.forEach((name, values) -> carriedBefore.put(name, values.clone()));
        learned = new TrainingState(model, optimizer, rate, carried);
    }

    /**
     * What the model makes of a batch.
     *
     * @param mean over the batch, one number
     * @param items how many {@link #unit} the batch has
     */
    public record Loss(Tensor mean, long items) {}

    /**
     * Runs the model on a batch.
     *
     * @param batch its number, counted from 0 over all epochs
     * @param random of this batch
     */
    protected abstract Loss loss(Tape on, long batch, CounterRandom random);

    /**
     * The mean loss on the data held out with the weights as they are; empty where none are.
     *
     * @param on a tape for inference
     */
    protected abstract OptionalDouble heldOutLoss(Tape on);

    @Override
    public final Engine engine() {
        return engine;
    }

    @Override
    public final M model() {
        return model;
    }

    protected final Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public final long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public final Outcome step(long step) {
        return step(step, rate.at(step));
    }

    @Override
    public final Outcome step(long step, double learningRate) {
        copy(carried, carriedBefore);
        Outcome outcome = gradients(step, tape);
        return Double.isFinite(outcome.loss())
                ? new Outcome(outcome.loss(), optimizer.step(learningRate), outcome.items())
                : outcome;
    }

    @Override
    public final void repeat(long step, Tape.Watch watch) {
        copy(carriedBefore, carried);
        gradients(step, Tape.watched(engine, watch));
    }

    private static void copy(Map<String, float[]> from, Map<String, float[]> to) {
        to.forEach((name, values) ->
                System.arraycopy(Objects.requireNonNull(from.get(name)), 0, values, 0, values.length));
    }

    /** An epoch's last batches, too few for an update, are left out, so that every epoch begins with the first. */
    private long firstBatch(long step) {
        return step / stepsPerEpoch * batches + step % stepsPerEpoch * accumulate;
    }

    /** The batches' mean loss, whose gradients are added up; without a norm yet. */
    private Outcome gradients(long step, Tape on) {
        long first = firstBatch(step);
        double loss = 0;
        long items = 0;
        for (int i = 0; i < accumulate && Double.isFinite(loss); i++) {
            Loss part = loss(on, first + i, new CounterRandom(seed, step * accumulate + i));
            double value = part.mean().item();
            if (Double.isFinite(value)) {
                on.backward(part.mean(), 1f / accumulate);
            }
            on.reset();
            loss += value / accumulate;
            items += part.items();
        }
        return new Outcome(loss, Double.NaN, items);
    }

    @Override
    public final Look look(long step) {
        Loss whole = loss(tape, firstBatch(step), new CounterRandom(seed, step * accumulate));
        double value = whole.mean().item();
        tape.backward(whole.mean());
        tape.reset();
        Set<String> parameters = parameterNames();
        Map<String, Double> norms = new LinkedHashMap<>();
        model.export(Tensor::gradient).forEach((name, gradient) -> {
            if (parameters.contains(name)) {
                norms.put(name, norm(gradient.data()));
            }
        });
        model.parameters().forEach(Tensor::clearGradient);
        return new Look(value, whole.items(), norms);
    }

    /** Without those entries of files that are always zero, for PyTorch's sake: they have nothing of any parameter in them. */
    private Set<String> parameterNames() {
        Set<String> names = new HashSet<>();
        model.export(t -> {
                    float[] ones = new float[t.size()];
                    Arrays.fill(ones, 1);
                    return ones;
                })
                .forEach((name, ones) -> {
                    if (norm(ones.data()) > 0) {
                        names.add(name);
                    }
                });
        return names;
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    @Override
    public final OptionalDouble validate() {
        return validate(Tape.inference(engine));
    }

    @Override
    public final void revalidate(Tape.Watch watch) {
        validate(Tape.watchedInference(engine, watch));
    }

    private OptionalDouble validate(Tape on) {
        return optimizer.averaged(() -> heldOutLoss(on));
    }

    @Override
    public final void validated(double loss) {
        rate.validated(loss);
    }

    @Override
    public Optional<String> sample(long step) {
        return Optional.empty();
    }

    @Override
    public final JsonObject config() {
        JsonObject config = new JsonObject().put("task", task.name());
        putAll(task.data(), config);
        putAll(settings, config);
        return config.put("unroll", Version.NUMBER)
                .put("java", Runtime.version().toString());
    }

    private static void putAll(JsonObject from, JsonObject into) {
        from.keys().forEach(key -> into.put(key, from.get(key)));
    }

    @Override
    public final Snapshot snapshot() {
        return learned.snapshot();
    }

    @Override
    public final void restore(Map<String, NamedArray> saved, long step) {
        learned.restore(saved, step);
    }
}
