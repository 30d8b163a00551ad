package dev.unroll.tasks.gpt;

import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Transformer;
import dev.unroll.nn.TransformerStream;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.WindowModel;
import dev.unroll.tasks.Windows;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Predicts a text's next character from those before it with a causal transformer, as GPT does (Radford et al. 2019).
 *
 * <pre>{@code
 * GptModel model = GptModel.open(engine, Path.of("runs/gpt-input-1"));
 * System.out.println(model.sampler(Sampling.DEFAULT).text("ROMEO:", 500));
 * }</pre>
 */
public final class GptModel implements Composite, WindowModel {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);
    private static final double DEVIATION = 0.02;

    /** Windows that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 32;

    private final Engine engine;
    private final GptArchitecture architecture;
    private final Vocabulary vocabulary;
    private final Embedding embedding;
    private final Transformer transformer;
    private final Linear decoder;
    private final Dropout dropout;

    GptModel(Engine engine, GptArchitecture architecture, Vocabulary vocabulary) {
        this.engine = engine;
        this.architecture = architecture;
        this.vocabulary = vocabulary;
        int width = architecture.width();
        embedding = new Embedding(vocabulary.size(), width);
        transformer = new Transformer(width, architecture.layers(), architecture.heads(), architecture.dropout(), true);
        decoder = new Linear(width, vocabulary.size());
        dropout = new Dropout(architecture.dropout());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return config.getString("task").equals(GptTask.NAME);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static GptModel open(Engine engine, Path path) {
        return SavedModel.open(path, (folder, config) -> {
            if (!isOne(config)) {
                throw new FileException(path + " is a model for " + config.getString("task") + ", not a gpt");
            }
            GptArchitecture architecture = GptArchitecture.fromJson(config.getObject("model"));
            Vocabulary vocabulary = Vocabulary.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    architecture.parameters(vocabulary.size()), () -> new GptModel(engine, architecture, vocabulary));
        });
    }

    /** Draws all weights anew from a seed. */
    void initialise(long seed) {
        embedding.initialise(seed, "embedding.", new Init.Normal(DEVIATION));
        transformer.initialise(seed, "transformer.");
        decoder.initialise(seed, "decoder.", new Init.Normal(DEVIATION), new Init.Constant(0));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    public GptArchitecture architecture() {
        return architecture;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * Scores for the character after each.
     *
     * @param tokens of row t · batch + b
     * @return [steps · batch × vocabulary]
     */
    Tensor forward(Tape tape, int[] tokens, int batch, CounterRandom random) {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, tokens.length / batch);
        CounterRandom own = new CounterRandom(random.bits(-1), random.stream());
        Tensor x = dropout.forward(tape, embedding.forward(tape, tokens), own);
        return decoder.forward(tape, transformer.forward(tape, x, lengths, random));
    }

    /**
     * How well it predicts a text that is cut into windows, each of which begins without knowing what comes before it.
     *
     * @throws IllegalArgumentException if the text has fewer than two characters
     */
    @Override
    public MeanLoss evaluate(TokenStream text) {
        return evaluate(Tape.inference(engine), text);
    }

    MeanLoss evaluate(Tape tape, TokenStream text) {
        int steps = (int) Math.min(architecture.context(), text.length() - 1);
        if (steps < 1) {
            throw new IllegalArgumentException("the text has " + text.length() + " characters; predicting needs two");
        }
        long windows = (text.length() - 1) / steps;
        MeanLoss loss = new MeanLoss();
        for (long from = 0; from < windows; from += SIDE_BY_SIDE) {
            long[] starts = new long[(int) Math.min(SIDE_BY_SIDE, windows - from)];
            for (int b = 0; b < starts.length; b++) {
                starts[b] = (from + b) * steps;
            }
            Windows batch = Windows.of(text, starts, steps);
            Tensor scores = forward(tape, batch.inputs(), starts.length, UNUSED);
            loss.add(tape.crossEntropy(scores, batch.targets()).item(), (long) starts.length * steps);
            tape.reset();
        }
        return loss;
    }

    @Override
    public float[][] symbolVectors() {
        return embedding.vectors(vocabulary.size());
    }

    /** Each lane remembers at most {@link GptArchitecture#context} characters. */
    @Override
    public Lanes lanes(int most) {
        return new GptLanes(this, most);
    }

    /** Remembers nothing yet. */
    TransformerStream stream() {
        return transformer.stream(1, architecture.context());
    }

    /** What the transformer makes of one more character. */
    Tensor step(Tape tape, TransformerStream stream, int token) {
        return stream.step(tape, embedding.forward(tape, new int[] {token}));
    }

    /** Of each character after a step. */
    Tensor scores(Tape tape, Tensor step) {
        return decoder.forward(tape, step);
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(vocabulary.size());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("embedding.", embedding);
        children.put("transformer.", transformer);
        children.put("decoder.", decoder);
        return children;
    }
}
