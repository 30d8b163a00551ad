package dev.unroll.tasks;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.NamedArray;
import dev.unroll.io.SafeTensors;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Module;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;

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

    /**
     * Makes what updates need.
     *
     * @param settings as {@link Task#checked} has them
     * @param seed of dropout; the model has its weights already
     * @param batches that go through the data once
     * @throws IllegalArgumentException if they are too few for an update
     */
    protected ModelTraining(
            Engine engine, Task task, JsonObject settings, M model, Updates updates, long seed, long batches) {
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

    /** The mean loss on the data held out with the weights as they are; empty where none are. */
    protected abstract OptionalDouble heldOutLoss();

    /** Visits what a batch leaves behind for the next, by the names that a checkpoint has for it. */
    protected void forEachCarried(BiConsumer<String, float[]> visitor) {}

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

    /** An epoch's last batches, too few for an update, are left out, so that every epoch begins with the first. */
    private long firstBatch(long step) {
        return step / stepsPerEpoch * batches + step % stepsPerEpoch * accumulate;
    }

    @Override
    public final Outcome step(long step, double learningRate) {
        long first = firstBatch(step);
        double loss = 0;
        long items = 0;
        for (int i = 0; i < accumulate && Double.isFinite(loss); i++) {
            Loss part = loss(tape, first + i, new CounterRandom(seed, step * accumulate + i));
            double value = part.mean().item();
            if (Double.isFinite(value)) {
                tape.backward(part.mean(), 1f / accumulate);
            }
            tape.reset();
            loss += value / accumulate;
            items += part.items();
        }
        double norm = Double.isFinite(loss) ? optimizer.step(learningRate) : Double.NaN;
        return new Outcome(loss, norm, items);
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
        return optimizer.averaged(this::heldOutLoss);
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
    public final void save(ModelFolder folder, JsonObject progress) {
        Map<String, String> metadata = Map.of(TRAINED, Json.line(progress));
        SafeTensors.write(folder.weightsFile(), metadata, Weights.named("", optimizer.averaged(model::state)));
    }

    @Override
    public final List<NamedArray> state() {
        List<NamedArray> all = new ArrayList<>();
        forEachCarried((name, values) -> all.add(new NamedArray(name, new int[] {values.length}, values.clone())));
        all.addAll(updates().save());
        return all;
    }

    @Override
    public final void restore(Map<String, NamedArray> saved, long step) {
        updates().restore(saved, step);
        forEachCarried((name, values) ->
                System.arraycopy(TrainingState.entry(saved, name, values.length), 0, values, 0, values.length));
    }

    private TrainingState updates() {
        return new TrainingState(model, optimizer, rate);
    }
}
