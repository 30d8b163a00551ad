package dev.unroll.tasks.classify;

import dev.unroll.data.Batches;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.GivenVectors;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.Words;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names the class of a text or a series: words become vectors, an encoder reads the steps, they are pooled to one vector, and a linear
 * layer scores each class.
 *
 * <pre>{@code
 * Classifier model = Classifier.open(engine, Path.of("runs/classify-trec-1"));
 * float[][] probabilities = model.probabilities(ItemFile.USUAL.read(Path.of("questions.txt")));
 * System.out.println(model.labels().get(0) + " " + probabilities[0][0]);
 * }</pre>
 */
public final class Classifier implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    /** Items that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 64;

    private final Engine engine;
    private final Architecture architecture;
    private final Symbols symbols;
    private final @Nullable Embedding embedding;
    private final Reader reader;
    private final Linear scores;
    private final Dropout dropout;

    Classifier(Engine engine, Architecture architecture, Symbols symbols) {
        this.engine = engine;
        this.architecture = architecture;
        this.symbols = symbols;
        embedding = symbols.words() == 0 ? null : new Embedding(symbols.words(), architecture.embedding());
        int step = symbols.words() == 0 ? symbols.width() : architecture.embedding();
        reader = Reader.of(engine, architecture, step);
        scores = new Linear(architecture.pooled(), symbols.labels().size());
        dropout = new Dropout(architecture.noise().dropout());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return config.getString("task").equals(ClassifyTask.NAME);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static Classifier open(Engine engine, Path path) {
        return SavedModel.open(path, (folder, config) -> {
            if (!isOne(config)) {
                throw new FileException(
                        path + " is a model for " + config.getString("task") + ", not one that classifies");
            }
            Architecture architecture = Architecture.fromJson(config.getObject("model"));
            Symbols symbols = Symbols.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    architecture.parameters(
                            symbols.words(), symbols.width(), symbols.labels().size()),
                    () -> new Classifier(engine, architecture, symbols));
        });
    }

    /** Draws all weights anew from a seed; words begin uniform in ±0.25, as Kim (2014) has them. */
    void initialise(long seed) {
        if (embedding != null) {
            embedding.initialise(seed, "embedding.", new Init.Uniform(0.25));
        }
        reader.initialise(seed);
        scores.initialise(seed, "scores.");
    }

    /**
     * Has the words that a file knows begin with its vectors.
     *
     * @return how many those are
     */
    int begin(Path vectors) {
        Words words = symbols.known();
        if (embedding == null || words == null) {
            throw new FileException(vectors + " has vectors of words, but a series has none; leave out --vectors");
        }
        return GivenVectors.begin(embedding, words, vectors);
    }

    Engine engine() {
        return engine;
    }

    public Architecture architecture() {
        return architecture;
    }

    Symbols symbols() {
        return symbols;
    }

    /** The classes, in the order of the probabilities. */
    public List<String> labels() {
        return symbols.labels();
    }

    /** [batch × classes]; softmax makes them probabilities. */
    Tensor scores(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor pooled = pooled(tape, batch, random);
        return scores.forward(tape, dropout.forward(tape, pooled, place(random, 2)));
    }

    private Tensor pooled(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor x = batch.x();
        int[] tokens = batch.tokens();
        if (embedding != null && tokens != null) {
            x = dropout.forward(tape, embedding.forward(tape, tokens), place(random, 0));
        }
        if (x == null) {
            throw new IllegalStateException("a batch has tokens or numbers");
        }
        return reader.forward(tape, x, batch.lengths(), place(random, 1));
    }

    private static CounterRandom place(CounterRandom random, int place) {
        return new CounterRandom(random.bits(place), random.stream());
    }

    /** How probable each class is for each item, [items][classes], in the items' order. */
    public float[][] probabilities(Items items) {
        return probabilities(symbols.inputs(items, architecture));
    }

    float[][] probabilities(Inputs inputs) {
        return rows(inputs, (tape, batch) -> tape.softmax(scores(tape, batch, UNUSED)));
    }

    /** What the model makes of each item before it scores the classes, [items][width]. */
    public float[][] vectors(Items items) {
        return rows(symbols.inputs(items, architecture), (tape, batch) -> pooled(tape, batch, UNUSED));
    }

    /** The words that it knows, the most frequent first; none if it reads series. */
    public List<String> words() {
        Words words = symbols.known();
        return words == null ? List.of() : words.known();
    }

    /** Vectors of the first {@code count} of {@link #words}. */
    public float[][] wordVectors(int count) {
        if (embedding == null) {
            return new float[0][];
        }
        float[][] all = embedding.vectors(count + 1);
        return Arrays.copyOfRange(all, Words.UNKNOWN + 1, all.length);
    }

    private float[][] rows(Inputs inputs, BiFunction<Tape, Inputs.Batch, Tensor> of) {
        float[][] all = new float[inputs.size()][];
        if (inputs.size() == 0) {
            return all;
        }
        Batches batches = new Batches(inputs.lengths(), SIDE_BY_SIDE, 0);
        Tape tape = Tape.inference(engine);
        for (long i = 0; i < batches.perEpoch(); i++) {
            int[] items = batches.batch(i);
            Tensor rows = of.apply(tape, inputs.batch(items));
            int width = rows.size(1);
            IntStream.range(0, items.length)
                    .forEach(b -> all[items[b]] = Arrays.copyOfRange(rows.data(), b * width, (b + 1) * width));
            tape.reset();
        }
        return all;
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(
                symbols.words(), symbols.width(), symbols.labels().size());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        if (embedding != null) {
            children.put("embedding.", embedding);
        }
        children.putAll(reader.children());
        children.put("scores.", scores);
        return children;
    }
}
