package dev.unroll.tasks;

import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.expr.Expr;
import dev.unroll.inspect.StepwiseRun;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.Weights;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Init;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Plan;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predicts a text's next symbol from those before it: a stack of recurrent layers that reads symbols or their vectors, and a linear
 * layer to a score for each symbol of the vocabulary.
 *
 * <pre>{@code
 * LanguageModel model = LanguageModel.open(engine, Path.of("runs/shakespeare"));
 * System.out.println(model.sampler(Sampling.DEFAULT).text("ROMEO:", 500));
 * }</pre>
 */
public final class LanguageModel implements Composite, TextModel {
    private final Engine engine;
    private final Architecture architecture;
    private final Vocabulary vocabulary;
    private final @Nullable Embedding embedding;
    private final Recurrent rnn;
    private final @Nullable Linear projection;
    private final Linear decoder;

    /**
     * What a model is made of, without its weights.
     *
     * @param hidden width of every layer's states
     * @param stack how the layers are wired; they read forward, from zero
     * @param embedding numbers of the vector that stands for a symbol, 0 where the layers look symbols up themselves
     * @param tied whether the scores of symbols are products with the same vectors (Inan, Khosravi and Socher 2017; Press and Wolf
     *     2017)
     */
    public record Architecture(Cell cell, int hidden, RecurrentOptions stack, int embedding, boolean tied) {
        /** Two layers of 128 LSTM units. */
        public static Architecture standard() {
            return new Architecture(Cell.library("lstm"), 128, 2);
        }

        /** Layers that look symbols up themselves. */
        public Architecture(Cell cell, int hidden, RecurrentOptions stack) {
            this(cell, hidden, stack, 0, false);
        }

        /** Layers that read just one another. */
        public Architecture(Cell cell, int hidden, int layers) {
            this(cell, hidden, RecurrentOptions.DEFAULT.withLayers(layers));
        }

        public Architecture {
            Check.that(hidden >= 1, "the hidden width must be at least 1", hidden);
            if (stack.directions() != Directions.FORWARD || stack.learnedState()) {
                throw new IllegalArgumentException("a language model reads forward, and begins at a state of zero");
            }
            stack.noise().inside(cell);
            Check.that(embedding >= 0, "the width of the embedding must be at least 1 (0: none)", embedding);
            if (tied && embedding == 0) {
                throw new IllegalArgumentException(
                        "tied vectors are those of an embedding; say how wide it is with --embedding");
            }
        }

        /** The same with another vector for a symbol. */
        public Architecture withEmbedding(int width, boolean isTied) {
            return new Architecture(cell, hidden, stack, width, isTied);
        }

        public int layers() {
            return stack.layers();
        }

        /** Numbers to train for a vocabulary of that size. */
        public long parameterCount(int vocabulary) {
            if (embedding == 0) {
                return parameterCount(vocabulary, vocabulary);
            }
            long vectors = Math.multiplyExact((long) vocabulary, embedding);
            long layers = StackSize.of(cell, embedding, hidden, stack);
            long decoder = tied ? vocabulary : (long) vocabulary * (outputWidth() + 1L);
            long projection = isProjected() ? embedding * (outputWidth() + 1L) : 0;
            return Math.addExact(vectors, Math.addExact(layers, decoder + projection));
        }

        /** Numbers to train between an input of that size and a linear layer to so many outputs. */
        public long parameterCount(int inputs, int outputs) {
            return Math.addExact(
                    Math.multiplyExact((long) outputs, outputWidth() + 1L), StackSize.of(cell, inputs, hidden, stack));
        }

        /** Whether the stack's output has to become as wide as the vectors that it is multiplied with. */
        boolean isProjected() {
            return tied && embedding != outputWidth();
        }

        private int outputWidth() {
            return stack.skips() ? Math.multiplyExact(stack.layers(), hidden) : hidden;
        }

        /** Of an upper layer. */
        private int inputWidth(int inputs) {
            return stack.skips() ? Math.addExact(hidden, inputs) : hidden;
        }

        /**
         * Weights that every token is multiplied with: all matrices but that of which a token only selects a row or column.
         */
        public long productParameters(int vocabulary) {
            long recurrent = 0;
            long input = 0;
            long first = 0;
            Plan plan = Plan.of(cell);
            recurrent += (long) hidden * hidden * plan.shared().size();
            for (Plan.Matrix m : plan.matrices()) {
                if (m.operand() == Plan.INPUT) {
                    input += (long) inputWidth(embedding == 0 ? vocabulary : embedding) * hidden;
                    first += (long) embedding * hidden;
                } else {
                    recurrent += (long) hidden * hidden;
                }
            }
            long projection = isProjected() ? (long) embedding * outputWidth() : 0;
            long output = (long) (tied ? embedding : outputWidth()) * vocabulary;
            return recurrent * layers() + first + input * (layers() - 1) + projection + output;
        }

        /** As a model's configuration has it. */
        public JsonObject toJson() {
            JsonObject json = new JsonObject()
                    .put("cell", cell.name())
                    .put("equations", cell.print())
                    .put("hidden", hidden)
                    .put("layers", stack.layers())
                    .put("skips", stack.skips())
                    .put("residual", stack.residual())
                    .put("embedding", embedding)
                    .put("tied", tied);
            NoiseSettings.write(stack.noise(), json);
            return json;
        }

        /** Reads what a model's configuration says of it; a cell without equations is the library's. */
        public static Architecture fromJson(JsonObject json) {
            String cell = json.getString("cell");
            return new Architecture(
                    json.has("equations") ? Cell.parse(cell, json.getString("equations")) : Cell.library(cell),
                    json.getInt("hidden"),
                    RecurrentOptions.DEFAULT
                            .withLayers(json.getInt("layers"))
                            .withSkips(json.has("skips") && json.getBoolean("skips"))
                            .withResidual(json.has("residual") && json.getBoolean("residual"))
                            .withNoise(NoiseSettings.read(json)),
                    json.has("embedding") ? json.getInt("embedding") : 0,
                    json.has("tied") && json.getBoolean("tied"));
        }
    }

    /** A model whose weights are all zero, to be {@link #initialise initialised} or loaded. */
    public LanguageModel(Engine engine, Architecture architecture, Vocabulary vocabulary) {
        this(engine, architecture, vocabulary, 0);
    }

    /** @param checkpointEvery how much of a pass to keep for the way back; no part of the model */
    LanguageModel(Engine engine, Architecture architecture, Vocabulary vocabulary, int checkpointEvery) {
        this.engine = engine;
        this.architecture = architecture;
        this.vocabulary = vocabulary;
        int width = architecture.embedding();
        embedding = width == 0 ? null : new Embedding(vocabulary.size(), width);
        Recurrent.Input symbols = width == 0 ? Recurrent.tokens(vocabulary.size()) : Recurrent.features(width);
        RecurrentOptions stack = architecture.stack().withCheckpointEvery(checkpointEvery);
        rnn = new Recurrent(engine, architecture.cell(), symbols, architecture.hidden(), stack);
        projection = architecture.isProjected() ? new Linear(rnn.outputWidth(), width) : null;
        decoder = embedding != null && architecture.tied()
                ? Linear.tied(embedding.weight())
                : new Linear(rnn.outputWidth(), vocabulary.size());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return config.getString("task").equals(LanguageModelTask.NAME);
    }

    /**
     * Reads a model that {@link #save} or a training wrote.
     *
     * @throws FileException if the folder has none, it is damaged, or a later Unroll wrote it
     */
    public static LanguageModel open(Engine engine, Path path) {
        return SavedModel.open(path, (folder, config) -> {
            if (!isOne(config)) {
                throw new FileException(
                        path + " is a model for " + config.getString("task") + ", not a language model");
            }
            Architecture architecture = Architecture.fromJson(config.getObject("model"));
            Vocabulary vocabulary = Vocabulary.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    architecture.parameterCount(vocabulary.size()),
                    () -> new LanguageModel(engine, architecture, vocabulary));
        });
    }

    /** Writes the model into a folder, replacing one that is there. */
    public void save(Path path) {
        JsonObject config = new JsonObject().put("task", LanguageModelTask.NAME).put("model", architecture.toJson());
        new ModelFolder(path).write(config, vocabulary.toJson(), Weights.named("", state()));
    }

    /** Draws all weights anew from a seed. */
    public void initialise(long seed) {
        if (embedding != null) {
            embedding.initialise(seed, "embedding.", new Init.Normal(1 / scale()));
        }
        rnn.initialise(seed, "rnn.");
        if (projection != null) {
            projection.initialise(seed, "projection.");
        }
        decoder.initialise(seed, "decoder.");
    }

    @Override
    public Engine engine() {
        return engine;
    }

    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    Recurrent rnn() {
        return rnn;
    }

    Linear decoder() {
        return decoder;
    }

    /** The state before the first symbol of so many texts. */
    public RecurrentState zeroState(int batch) {
        return rnn.zeroState(batch);
    }

    /**
     * Scores for the symbol after each: softmax makes them probabilities.
     *
     * @param tokens of row t · batch + b
     * @param state before the first step; becomes the one after the last
     * @param random for the noise
     * @return [steps · batch × vocabulary]
     */
    public Tensor forward(Tape tape, int[] tokens, RecurrentState state, CounterRandom random) {
        return forward(tape, tokens, state.batch(), Start.carried(state), random);
    }

    /** Likewise, from other states. */
    Tensor forward(Tape tape, int[] tokens, int batch, Start start, CounterRandom random) {
        return scores(tape, output(tape, tokens, batch, start, random));
    }

    /** What the layers make of texts, [steps · batch × width]. */
    Tensor output(Tape tape, int[] tokens, int batch, Start start, CounterRandom random) {
        Sequences in =
                embedding == null ? Sequences.of(tokens, batch) : Sequences.of(vectors(tape, embedding, tokens), batch);
        return rnn.unroll(tape, in, start, random).output();
    }

    /** Scores for the symbol after each, from the outputs of the layers. */
    Tensor scores(Tape tape, Tensor output) {
        return decoder.forward(tape, projection == null ? output : projection.forward(tape, output));
    }

    private Tensor vectors(Tape tape, Embedding of, int[] tokens) {
        Tensor vectors = of.forward(tape, tokens);
        return scale() == 1 ? vectors : tape.map(Expr.parse("x * " + scale()), List.of("x"), vectors);
    }

    /**
     * Tied vectors are small, for the sake of the scores; what is read is brought to unit variance (Vaswani et al. 2017, 3.4).
     */
    private double scale() {
        return architecture.tied() ? Math.sqrt(architecture.embedding()) : 1;
    }

    /** Runs the layers over texts one pass a step. */
    StepwiseRun stepwise(int[] tokens, RecurrentState initial) {
        return embedding == null
                ? StepwiseRun.ofTokens(rnn, tokens, initial)
                : StepwiseRun.ofFeatures(rnn, vectors(Tape.inference(engine), embedding, tokens), initial);
    }

    /** Reads texts side by side, a symbol at a time, with the weights as they are now. */
    TextStream stream(int most) {
        return new TextStream(engine, rnn.stream(most), embedding, (float) scale(), projection, decoder, most);
    }

    @Override
    public MeanLoss evaluate(TokenStream text) {
        return Evaluation.of(this, text);
    }

    /** The embedding's, or what a symbol adds to the first layer's sums, for each of its matrices. */
    @Override
    public float[][] symbolVectors() {
        if (embedding != null) {
            return embedding.vectors(vocabulary.size());
        }
        Layer first = rnn.layers().getFirst();
        int hidden = first.hidden();
        int symbols = vocabulary.size();
        List<String> matrices = first.plan().matrices().stream()
                .filter(m -> m.operand() == Plan.INPUT)
                .map(Plan.Matrix::name)
                .toList();
        float[][] vectors = new float[symbols][matrices.size() * hidden];
        for (int m = 0; m < matrices.size(); m++) {
            float[] weights = first.parameter(matrices.get(m));
            for (int i = 0; i < hidden; i++) {
                for (int s = 0; s < symbols; s++) {
                    vectors[s][m * hidden + i] = weights[i * symbols + s];
                }
            }
        }
        return vectors;
    }

    @Override
    public Lanes lanes(int most) {
        return new RecurrentLanes(this, most);
    }

    @Override
    public long parameterCount() {
        return architecture.parameterCount(vocabulary.size());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        if (embedding != null) {
            children.put("embedding.", embedding);
        }
        children.put("rnn.", rnn);
        if (projection != null) {
            children.put("projection.", projection);
        }
        children.put("decoder.", decoder);
        return children;
    }
}
