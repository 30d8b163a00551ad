package dev.unroll.tasks.translate;

import dev.unroll.data.Batches;
import dev.unroll.data.Subwords;
import dev.unroll.expr.Expr;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Module;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.Draw;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes a line of another language of a line: pieces of words become vectors, a {@link Network} reads those of the source and writes the
 * target's, piece by piece. What scores a piece is its own vector (Press and Wolf 2017).
 *
 * <pre>{@code
 * Translator model = Translator.open(engine, Path.of("runs/translate-train-1"));
 * System.out.println(model.translate(List.of("a man is sleeping ."), Decoding.STANDARD).getFirst().text());
 * }</pre>
 */
public final class Translator implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    /** Hypotheses that are written side by side. */
    private static final int LANES = 256;

    private static final int SIDE_BY_SIDE = 64;

    private final Engine engine;
    private final TranslateArchitecture architecture;
    private final Vocabularies vocabularies;
    private final int longest;
    private final Embedding sources;
    private final Embedding targets;
    private final Network network;
    private final Dropout dropout;
    /** Vectors are small where they score and about 1 where they are read. */
    private final Expr scaled;

    /** @param longest pieces of a source that are read */
    Translator(Engine engine, TranslateArchitecture architecture, Vocabularies vocabularies, int longest) {
        this.engine = engine;
        this.architecture = architecture;
        this.vocabularies = vocabularies;
        this.longest = longest;
        int width = architecture.width();
        targets = new Embedding(vocabularies.target().size(), width);
        sources = vocabularies.shared()
                ? targets
                : new Embedding(vocabularies.source().size(), width);
        network = switch (architecture.kind()) {
            case RNN -> new RecurrentNetwork(engine, architecture);
            case TRANSFORMER -> new TransformerNetwork(architecture);
        };
        dropout = new Dropout(architecture.noise().dropout());
        scaled = Expr.parse(Math.sqrt(width) + " * x");
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return TranslateTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws dev.unroll.io.FileException if the folder has none, or it is damaged
     */
    public static Translator open(Engine engine, Path path) {
        return SavedModel.open(path, TranslateTask.RECIPE, "translates", (folder, config) -> {
            TranslateArchitecture architecture = TranslateTask.RECIPE.model(config);
            Vocabularies known = Vocabularies.read(folder.vocabularyFile());
            int longest = TranslateTask.longest(config);
            return new SavedModel.Blank<>(
                    architecture.parameters(
                            known.source().size(), known.target().size(), known.shared()),
                    () -> new Translator(engine, architecture, known, longest));
        });
    }

    /** Draws all weights anew from a seed. */
    void initialise(long seed) {
        Init small = new Init.Normal(0.5 / Math.sqrt(architecture.width()));
        targets.initialise(seed, "target.", small);
        if (!vocabularies.shared()) {
            sources.initialise(seed, "source.", small);
        }
        network.initialise(seed);
    }

    static CounterRandom place(CounterRandom random, int place) {
        return new CounterRandom(random.bits(place), random.stream());
    }

    Engine engine() {
        return engine;
    }

    public TranslateArchitecture architecture() {
        return architecture;
    }

    /** Pieces of a source that are read. */
    public int longest() {
        return longest;
    }

    Vocabularies vocabularies() {
        return vocabularies;
    }

    private Tensor read(Tape tape, Embedding of, int[] pieces) {
        return tape.map(scaled, List.of("x"), of.forward(tape, pieces));
    }

    private Network.Sequence sources(Tape tape, PairBatch batch, CounterRandom random) {
        Tensor x = dropout.forward(tape, read(tape, sources, batch.sources()), random);
        return new Network.Sequence(x, batch.sourceLengths());
    }

    private Network.Sequence before(Tape tape, PairBatch batch, CounterRandom random) {
        Tensor x = dropout.forward(tape, read(tape, targets, batch.before()), random);
        return new Network.Sequence(x, batch.targetLengths());
    }

    /** Mean of −ln p over the pieces of the targets. */
    Tensor loss(Tape tape, PairBatch batch, CounterRandom random) {
        Tensor h = network.forward(
                tape, sources(tape, batch, place(random, 0)), before(tape, batch, place(random, 1)), place(random, 2));
        // Scores of what is past the end would be most of the work for nothing.
        int[] rows = new int[batch.answers().length];
        int count = 0;
        for (int row = 0; row < rows.length; row++) {
            if (batch.answers()[row] >= 0) {
                rows[count++] = row;
            }
        }
        int[] asked = Arrays.copyOf(rows, count);
        int[] answers = Arrays.stream(asked).map(row -> batch.answers()[row]).toArray();
        return tape.crossEntropy(scores(tape, tape.gather(h, asked)), answers);
    }

    private Tensor scores(Tape tape, Tensor h) {
        return tape.matmulTransposed(h, targets.weight());
    }

    /**
     * A line in the other language.
     *
     * @param score ln of its probability, divided as {@link Decoding} says
     * @param cut whether the source had more pieces than are read
     */
    public record Translation(String text, double score, boolean cut) {}

    /** Translates lines, in their order; an empty one is empty. */
    public List<Translation> translate(List<String> lines, Decoding decoding) {
        List<int[]> encoded = new ArrayList<>();
        for (String line : lines) {
            encoded.add(vocabularies.source().encode(line));
        }
        Translation[] all = new Translation[lines.size()];
        Arrays.fill(all, new Translation("", 0, false));
        int[] written = IntStream.range(0, all.length)
                .filter(i -> encoded.get(i).length > 0)
                .toArray();
        if (written.length == 0) {
            return List.of(all);
        }
        int[] lengths = Arrays.stream(written).map(i -> encoded.get(i).length).toArray();
        Batches batches = new Batches(lengths, Math.max(1, LANES / decoding.beam()), 0);
        for (long b = 0; b < batches.perEpoch(); b++) {
            int[] some = Arrays.stream(batches.batch(b)).map(i -> written[i]).toArray();
            List<BeamSearch.Found> found = write(
                    Arrays.stream(some).mapToObj(i -> shortened(encoded.get(i))).toList(), some, decoding);
            for (int i = 0; i < some.length; i++) {
                BeamSearch.Found best = found.get(i);
                String text = vocabularies.target().decode(best.pieces());
                all[some[i]] = new Translation(text, best.score(), encoded.get(some[i]).length > longest);
            }
        }
        return List.of(all);
    }

    private int[] shortened(int[] pieces) {
        return pieces.length > longest ? Arrays.copyOf(pieces, longest) : pieces;
    }

    /** @param numbers of the lines, so that what is drawn for one does not hang on the others */
    private List<BeamSearch.Found> write(List<int[]> lines, int[] numbers, Decoding decoding) {
        Tape tape = Tape.inference(engine);
        List<int[]> nothing = lines.stream().map(_ -> new int[0]).toList();
        PairBatch batch = PairBatch.of(lines, nothing, architecture.reverse());
        int[] most = lines.stream().mapToInt(Translator::most).toArray();
        int steps = Arrays.stream(most).max().orElse(1);
        Network.Writing writing = network.begin(tape, sources(tape, batch, UNUSED), decoding.beam(), steps + 1);
        tape.reset();
        BeamSearch.Scorer scorer = (last, from) -> {
            tape.reset();
            writing.reorder(from);
            return scores(tape, writing.step(tape, read(tape, targets, last))).data();
        };
        int classes = vocabularies.target().size();
        Sampling sampling = decoding.sampling();
        return sampling == null
                ? new BeamSearch(decoding, lines.size(), classes).run(scorer, most)
                : draw(scorer, sampling, numbers, most);
    }

    /** Twice as long as the source and a little more. */
    private static int most(int[] source) {
        return 2 * source.length + 10;
    }

    private List<BeamSearch.Found> draw(BeamSearch.Scorer scorer, Sampling sampling, int[] numbers, int[] most) {
        int classes = vocabularies.target().size();
        int lanes = numbers.length;
        int[] last = new int[lanes];
        int[] same = new int[lanes];
        Arrays.fill(last, Subwords.BEGIN);
        Arrays.setAll(same, lane -> lane);
        List<List<Integer>> pieces = new ArrayList<>();
        Draw[] draws = new Draw[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            pieces.add(new ArrayList<>());
            draws[lane] = new Draw(
                    new Sampling(
                            sampling.temperature(),
                            sampling.topK(),
                            sampling.topP(),
                            new CounterRandom(sampling.seed(), 0).bits(numbers[lane])),
                    classes);
        }
        boolean[] over = new boolean[lanes];
        for (int length = 1; !allOf(over); length++) {
            float[] scores = scorer.next(last, same);
            for (int lane = 0; lane < lanes; lane++) {
                if (!over[lane]) {
                    last[lane] = draws[lane].next(scores, lane * classes);
                    over[lane] = last[lane] == Subwords.END;
                    if (!over[lane]) {
                        pieces.get(lane).add(last[lane]);
                    }
                    over[lane] |= length >= most[lane];
                }
            }
        }
        return pieces.stream()
                .map(p -> new BeamSearch.Found(p.stream().mapToInt(i -> i).toArray(), Double.NaN))
                .toList();
    }

    private static boolean allOf(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }

    /** Mean of −ln p over the pieces of known translations, the ends among them. */
    public double loss(Bitext pairs) {
        List<int[]> encoded = new ArrayList<>();
        List<int[]> answers = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            encoded.add(shortened(vocabularies.source().encode(pairs.sources().get(i))));
            answers.add(vocabularies.target().encode(pairs.targets().get(i)));
        }
        return loss(Tape.inference(engine), encoded, answers);
    }

    double loss(Tape tape, List<int[]> encoded, List<int[]> answers) {
        double sum = 0;
        long count = 0;
        Batches batches = new Batches(answers.stream().mapToInt(a -> a.length).toArray(), SIDE_BY_SIDE, 0);
        for (long b = 0; b < batches.perEpoch(); b++) {
            int[] some = batches.batch(b);
            PairBatch batch = PairBatch.of(
                    Arrays.stream(some).mapToObj(encoded::get).toList(),
                    Arrays.stream(some).mapToObj(answers::get).toList(),
                    architecture.reverse());
            long pieces = Arrays.stream(batch.targetLengths()).asLongStream().sum();
            sum += loss(tape, batch, UNUSED).item() * pieces;
            count += pieces;
            tape.reset();
        }
        return sum / count;
    }

    /**
     * How much each piece of a translation looks at each of its source.
     *
     * @param source pieces, the end among them
     * @param weights of row (piece of the target) and column (piece of the source), from 0 to 1
     */
    public record Looks(List<String> source, List<String> target, float[][] weights) {}

    /** @throws IllegalArgumentException if the model does not look back at the source */
    public Looks looks(String source, String target) {
        int[] x = shortened(vocabularies.source().encode(source));
        int[] y = vocabularies.target().encode(target);
        Tape tape = Tape.inference(engine);
        PairBatch batch = PairBatch.of(List.of(x), List.of(y), architecture.reverse());
        float[] all = network.weights(tape, sources(tape, batch, UNUSED), before(tape, batch, UNUSED));
        if (all.length == 0) {
            throw new IllegalArgumentException(
                    "the model has no attention; train one with --attention luong or bahdanau, or a transformer");
        }
        int columns = x.length + 1;
        float[][] weights = new float[y.length + 1][columns];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < columns; j++) {
                int at = architecture.reverse() && j < x.length ? x.length - 1 - j : j;
                weights[i][j] = all[i * columns + at];
            }
        }
        return new Looks(units(vocabularies.source(), x), units(vocabularies.target(), y), weights);
    }

    private static List<String> units(Subwords of, int[] pieces) {
        List<String> units = new ArrayList<>();
        for (int piece : pieces) {
            units.add(of.unit(piece));
        }
        units.add(of.unit(Subwords.END));
        return units;
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(
                vocabularies.source().size(), vocabularies.target().size(), vocabularies.shared());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        if (!vocabularies.shared()) {
            children.put("source.", sources);
        }
        children.put("target.", targets);
        children.putAll(network.children());
        return children;
    }
}
