package dev.unroll.tasks.nplm;

import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.expr.Expr;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.WindowModel;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts a text's next symbol from the vectors of the few before it, side by side, by one hidden layer: the neural probabilistic
 * language model of Bengio, Ducharme, Vincent and Jauvin (2003, section 2): y = b + W x + U tanh(d + H x), where W, the direct
 * connections, may be left out.
 */
public final class NplmModel implements Composite, WindowModel {
    private static final Expr TANH = Expr.parse("tanh(a)");
    private static final double DEVIATION = 0.1;

    /** Symbols of a text that are predicted at once when nothing is learned. */
    private static final int AT_ONCE = 1024;

    private final Engine engine;
    private final NplmArchitecture architecture;
    private final Vocabulary vocabulary;
    private final Embedding embedding;
    private final Linear hidden;
    private final Linear decoder;

    NplmModel(Engine engine, NplmArchitecture architecture, Vocabulary vocabulary) {
        this.engine = engine;
        this.architecture = architecture;
        this.vocabulary = vocabulary;
        embedding = new Embedding(vocabulary.size(), architecture.width());
        hidden = new Linear(architecture.read(), architecture.hidden());
        decoder = new Linear(architecture.said(), vocabulary.size());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return config.getString("task").equals(NplmTask.NAME);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static NplmModel open(Engine engine, Path path) {
        return SavedModel.open(path, (folder, config) -> {
            if (!isOne(config)) {
                throw new FileException(path + " is a model for " + config.getString("task") + ", not an nplm");
            }
            NplmArchitecture architecture = NplmArchitecture.fromJson(config.getObject("model"));
            Vocabulary vocabulary = Vocabulary.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    architecture.parameters(vocabulary.size()), () -> new NplmModel(engine, architecture, vocabulary));
        });
    }

    /** Draws all weights anew from a seed. */
    void initialise(long seed) {
        embedding.initialise(seed, "embedding.", new Init.Normal(1));
        hidden.initialise(seed, "hidden.");
        decoder.initialise(
                seed, "decoder.", new Init.Normal(DEVIATION / Math.sqrt(architecture.context())), new Init.Constant(0));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    public NplmArchitecture architecture() {
        return architecture;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * Scores for the symbol after each that has as many before it as are read.
     *
     * @param tokens of row t · batch + b, {@code context} − 1 steps more than are answered
     * @return [answered steps · batch × vocabulary]
     */
    Tensor forward(Tape tape, int[] tokens, int batch) {
        int answered = tokens.length - (architecture.context() - 1) * batch;
        List<Tensor> vectors = new ArrayList<>();
        for (int k = 0; k < architecture.context(); k++) {
            vectors.add(embedding.forward(tape, Arrays.copyOfRange(tokens, k * batch, k * batch + answered)));
        }
        Tensor x = vectors.size() == 1 ? vectors.getFirst() : tape.concatenate(vectors);
        Tensor units = tape.map(TANH, List.of("a"), hidden.forward(tape, x));
        return decoder.forward(tape, architecture.direct() ? tape.concatenate(List.of(units, x)) : units);
    }

    /** What is read before a text: it begins as after so many empty lines. */
    int[] beginning() {
        int[] before = new int[architecture.context()];
        Arrays.fill(before, vocabulary.beginning());
        return before;
    }

    @Override
    public MeanLoss evaluate(TokenStream text) {
        return evaluate(Tape.inference(engine), text);
    }

    MeanLoss evaluate(Tape tape, TokenStream text) {
        if (text.length() < 2) {
            throw new IllegalArgumentException("the text has " + text.length() + " symbols; predicting needs two");
        }
        int context = architecture.context();
        MeanLoss loss = new MeanLoss();
        for (long from = 1; from < text.length(); from += AT_ONCE) {
            int count = (int) Math.min(AT_ONCE, text.length() - from);
            int[] window = Arrays.copyOf(beginning(), context + count);
            int known = (int) Math.min(context, from);
            text.read(from - known, window, context - known, known + count);
            Tensor scores = forward(tape, Arrays.copyOf(window, context + count - 1), 1);
            loss.add(
                    tape.crossEntropy(scores, Arrays.copyOfRange(window, context, window.length))
                            .item(),
                    count);
            tape.reset();
        }
        return loss;
    }

    @Override
    public float[][] symbolVectors() {
        return embedding.vectors(vocabulary.size());
    }

    @Override
    public Lanes lanes(int most) {
        return new NplmLanes(this, most);
    }

    /** Rows of what is read to what scores are computed from. */
    Linear hidden() {
        return hidden;
    }

    Linear decoder() {
        return decoder;
    }

    Embedding embedding() {
        return embedding;
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(vocabulary.size());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("embedding.", embedding);
        children.put("hidden.", hidden);
        children.put("decoder.", decoder);
        return children;
    }
}
