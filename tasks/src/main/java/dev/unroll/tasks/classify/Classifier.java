package dev.unroll.tasks.classify;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemEncoder;
import dev.unroll.tasks.items.ItemModel;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Known;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Names the class of a text or a series: a linear layer scores each class of the vector that an {@link ItemEncoder} makes.
 *
 * <pre>{@code
 * Classifier model = Classifier.open(engine, Path.of("runs/classify-trec-1"));
 * float[][] probabilities = model.probabilities(ItemFile.USUAL.read(Path.of("questions.txt")));
 * System.out.println(model.labels().get(0) + " " + probabilities[0][0]);
 * }</pre>
 */
public final class Classifier implements ItemModel {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final ItemEncoder encoder;
    private final Labels labels;
    private final Linear scores;

    Classifier(Engine engine, Architecture architecture, Known known, Labels labels) {
        encoder = new ItemEncoder(engine, architecture, known);
        this.labels = labels;
        scores = new Linear(architecture.pooled(), labels.size());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return ClassifyTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws dev.unroll.io.FileException if the folder has none, or it is damaged
     */
    public static Classifier open(Engine engine, Path path) {
        return SavedModel.open(path, ClassifyTask.RECIPE, "classifies", (folder, config) -> {
            Architecture architecture = ClassifyTask.RECIPE.model(config);
            JsonObject vocabulary = Json.read(folder.vocabularyFile());
            Known known = Known.fromJson(vocabulary);
            Labels labels = Labels.read(vocabulary);
            return new SavedModel.Blank<>(
                    architecture.parameters(known, labels.size()),
                    () -> new Classifier(engine, architecture, known, labels));
        });
    }

    /** Draws all weights anew from a seed. */
    void initialise(long seed) {
        encoder.initialise(seed);
        scores.initialise(seed, "scores.");
    }

    @Override
    public ItemEncoder encoder() {
        return encoder;
    }

    Labels classes() {
        return labels;
    }

    /** The classes, in the order of the probabilities. */
    public List<String> labels() {
        return labels.names();
    }

    /** [batch × classes]; softmax makes them probabilities. */
    Tensor scores(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor vectors = encoder.vectors(tape, batch, random);
        return scores.forward(tape, encoder.dropout().forward(tape, vectors, ItemEncoder.place(random, 2)));
    }

    /** How probable each class is for each item, [items][classes], in the items' order. */
    public float[][] probabilities(Items items) {
        return encoder.rows(items, (tape, batch) -> tape.softmax(scores(tape, batch, UNUSED)));
    }

    @Override
    public long parameterCount() {
        return encoder.architecture().parameters(encoder.known(), labels.size());
    }

    @Override
    public Map<String, Module> above() {
        return Map.of("scores.", scores);
    }

    @Override
    public JsonObject vocabulary() {
        return labels.put(encoder.known().toJson());
    }
}
