package dev.unroll.tasks.regress;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemEncoder;
import dev.unroll.tasks.items.ItemModel;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Known;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Says a number of a text or a series: a linear layer above the vector that an {@link ItemEncoder} makes.
 *
 * <pre>{@code
 * Regressor model = Regressor.open(engine, Path.of("runs/regress-peptides-1"));
 * float[][] answers = model.answers(ItemFile.USUAL.read(Path.of("peptides.txt")));
 * }</pre>
 */
public final class Regressor implements ItemModel {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final ItemEncoder encoder;
    private final Objective objective;
    private final Targets targets;
    private final Linear answer;

    Regressor(Engine engine, RegressArchitecture architecture, Known known, Targets targets) {
        encoder = new ItemEncoder(engine, architecture.encoder(), known);
        objective = architecture.objective();
        this.targets = targets;
        answer = new Linear(architecture.encoder().pooled(), objective.answers());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return RegressTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws dev.unroll.io.FileException if the folder has none, or it is damaged
     */
    public static Regressor open(Engine engine, Path path) {
        return SavedModel.open(path, RegressTask.RECIPE, "says numbers", (folder, config) -> {
            RegressArchitecture architecture = RegressTask.RECIPE.model(config);
            JsonObject vocabulary = Json.read(folder.vocabularyFile());
            Known known = Known.fromJson(vocabulary);
            Targets targets = Targets.read(vocabulary);
            return new SavedModel.Blank<>(
                    architecture
                            .encoder()
                            .parameters(known, architecture.objective().answers()),
                    () -> new Regressor(engine, architecture, known, targets));
        });
    }

    /** Draws the weights anew from a seed. The last layer's are zero: a fresh model says the mean. */
    void initialise(long seed) {
        encoder.initialise(seed);
        answer.initialise(seed, "answer.", new Init.Constant(0), new Init.Constant(0));
    }

    @Override
    public ItemEncoder encoder() {
        return encoder;
    }

    /** What its answers are. */
    public Objective objective() {
        return objective;
    }

    Targets targets() {
        return targets;
    }

    /** Answers in deviations, [batch × answers]. */
    Tensor answers(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor vectors = encoder.vectors(tape, batch, random);
        return answer.forward(tape, encoder.dropout().forward(tape, vectors, ItemEncoder.place(random, 2)));
    }

    /**
     * What it says of each item, [items][answers]: one number, or quantiles, in order where they cross (Chernozhukov, Fernández-Val and
     * Galichon 2010).
     */
    public float[][] answers(Items items) {
        float[][] all = encoder.rows(items, (tape, batch) -> answers(tape, batch, UNUSED));
        for (float[] own : all) {
            for (int i = 0; i < own.length; i++) {
                own[i] = targets.restored(own[i]);
            }
            Arrays.sort(own);
        }
        return all;
    }

    @Override
    public long parameterCount() {
        return encoder.architecture().parameters(encoder.known(), objective.answers());
    }

    @Override
    public Map<String, Module> above() {
        return Map.of("answer.", answer);
    }

    @Override
    public JsonObject vocabulary() {
        return targets.put(encoder.known().toJson());
    }
}
