package dev.unroll.tasks.tag;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.loss.Crf;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.GivenVectors;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.TimeMajor;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says a tag for each word: a word is a vector of its own beside what a recurrence makes of its spelling (Ling et al. 2015), a recurrence
 * reads the words, and a linear layer scores the tags of each; a conditional random field may choose among them (Lample et al. 2016).
 *
 * <pre>{@code
 * Tagger model = Tagger.open(engine, Path.of("runs/tag-en_ewt-ud-train-1"));
 * TaggedText text = TagReader.untagged(Path.of("new.conllu"), Column.UPOS);
 * System.out.print(text.with(model.tags(text.sentences())));
 * }</pre>
 */
public final class Tagger implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    /** Sentences that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 64;

    private final Engine engine;
    private final Architecture architecture;
    private final Symbols symbols;
    private final Embedding embedding;
    private final @Nullable Recurrent spelling;
    private final Recurrent rnn;
    private final Linear scores;
    private final @Nullable Crf crf;
    private final Dropout dropout;

    Tagger(Engine engine, Architecture a, Symbols symbols) {
        this.engine = engine;
        this.architecture = a;
        this.symbols = symbols;
        embedding = new Embedding(symbols.words().size(), a.embedding());
        spelling = a.spelling() == 0
                ? null
                : new Recurrent(
                        engine,
                        a.cell(),
                        Recurrent.tokens(symbols.characters().size()),
                        a.spelling(),
                        Architecture.spellingStack());
        rnn = new Recurrent(engine, a.cell(), Recurrent.features(a.step()), a.hidden(), a.stack());
        int tags = symbols.labels().size();
        scores = new Linear(rnn.outputWidth(), tags);
        crf = a.crf() ? new Crf(tags) : null;
        dropout = new Dropout(a.noise().dropout());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return TagTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws dev.unroll.io.FileException if the folder has none, or it is damaged
     */
    public static Tagger open(Engine engine, Path path) {
        return SavedModel.open(path, TagTask.RECIPE, "tags", (folder, config) -> {
            Architecture architecture = TagTask.RECIPE.model(config);
            Symbols symbols = Symbols.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    parameters(architecture, symbols), () -> new Tagger(engine, architecture, symbols));
        });
    }

    static long parameters(Architecture architecture, Symbols symbols) {
        return architecture.parameters(
                symbols.words().size(),
                symbols.characters().size(),
                symbols.labels().size());
    }

    /** Draws all weights anew from a seed; words begin uniform in ±0.25. A conditional random field begins as none. */
    void initialise(long seed) {
        embedding.initialise(seed, "embedding.", new Init.Uniform(0.25));
        if (spelling != null) {
            spelling.initialise(seed, "spelling.");
        }
        rnn.initialise(seed, "rnn.");
        scores.initialise(seed, "scores.");
    }

    /** Has words begin with the vectors of a file; returns how many it knows. */
    int begin(Path vectors) {
        return GivenVectors.begin(embedding, symbols.words(), vectors);
    }

    public Architecture architecture() {
        return architecture;
    }

    Symbols symbols() {
        return symbols;
    }

    /** The tags that it answers in, sorted. */
    public List<String> labels() {
        return symbols.labels();
    }

    /** [steps · batch × tags]. */
    Tensor scores(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor x = embedding.forward(tape, batch.words());
        if (spelling != null) {
            Sequences spelled =
                    Sequences.of(batch.characters(), batch.spelled().length).withLengths(batch.spelled());
            Tensor read = spelling.unroll(tape, spelled).last();
            x = tape.concatenate(List.of(x, tape.gather(read, batch.distinct())));
        }
        Sequences words = Sequences.of(dropout.forward(tape, x, place(random, 0)), batch.size())
                .withLengths(batch.lengths());
        Tensor read = rnn.unroll(tape, words, Start.FRESH, place(random, 1)).output();
        return scores.forward(tape, dropout.forward(tape, read, place(random, 2)));
    }

    /** Another one for every place of a model and step. */
    static CounterRandom place(CounterRandom random, int place) {
        return new CounterRandom(random.bits(place), random.stream());
    }

    /**
     * The mean over all words of −ln p(right tag); of a conditional random field of −ln p(right tags of a sentence) over its words.
     *
     * @param scores their array may be consumed
     * @param right tags of each sentence
     */
    Tensor loss(Tape tape, Tensor scores, Inputs.Batch batch, int[]... right) {
        return crf == null
                ? tape.crossEntropy(scores, TimeMajor.rows(-1, right))
                : crf.loss(tape, scores, batch.lengths(), TimeMajor.rows(0, right));
    }

    /**
     * What was said of a sentence.
     *
     * @param tags of its words, as numbers of {@link #labels}
     * @param probabilities of these
     */
    public record Answer(int[] tags, float[] probabilities) {}

    /** By sentence of a batch. */
    private Answer[] answers(Tape tape, Tensor scores, Inputs.Batch batch) {
        Tensor p = crf == null ? tape.softmax(scores) : crf.marginals(tape, scores, batch.lengths());
        int[][] best = crf == null ? largest(p, batch.lengths()) : crf.decode(scores, batch.lengths());
        Answer[] answers = new Answer[batch.size()];
        for (int b = 0; b < answers.length; b++) {
            float[] sure = new float[best[b].length];
            for (int t = 0; t < sure.length; t++) {
                sure[t] = p.data()[(t * batch.size() + b) * p.size(1) + best[b][t]];
            }
            answers[b] = new Answer(best[b], sure);
        }
        return answers;
    }

    /** Of equal ones the first. */
    private static int[][] largest(Tensor p, int... lengths) {
        int tags = p.size(1);
        int[][] best = new int[lengths.length][];
        for (int b = 0; b < lengths.length; b++) {
            best[b] = new int[lengths[b]];
            for (int t = 0; t < lengths[b]; t++) {
                int row = (t * lengths.length + b) * tags;
                for (int tag = 1; tag < tags; tag++) {
                    best[b][t] = p.data()[row + tag] > p.data()[row + best[b][t]] ? tag : best[b][t];
                }
            }
        }
        return best;
    }

    /** Receives some sentences that were read. */
    private interface Seen {
        void accept(int[] sentences, Inputs.Batch batch, Tensor scores);
    }

    /** Reads all sentences, some of about equal length at a time. */
    private void read(Tape tape, Inputs inputs, Seen seen) {
        if (inputs.size() == 0) {
            return;
        }
        Batches batches = new Batches(inputs.lengths(), SIDE_BY_SIDE, 0);
        for (long i = 0; i < batches.perEpoch(); i++) {
            int[] sentences = batches.batch(i);
            Inputs.Batch batch = inputs.batch(sentences);
            seen.accept(sentences, batch, scores(tape, batch, UNUSED));
            tape.reset();
        }
    }

    /** What it says of each sentence, in their order. */
    public List<Answer> answers(List<Sentence> sentences) {
        Answer[] all = new Answer[sentences.size()];
        Tape tape = Tape.inference(engine);
        read(tape, new Inputs(symbols, sentences), (which, batch, scores) -> {
            Answer[] own = answers(tape, scores, batch);
            for (int b = 0; b < own.length; b++) {
                all[which[b]] = own[b];
            }
        });
        return List.of(all);
    }

    /** The tags of each sentence's words, in the sentences' order. */
    public List<List<String>> tags(List<Sentence> sentences) {
        return answers(sentences).stream()
                .map(answer ->
                        Arrays.stream(answer.tags()).mapToObj(labels()::get).toList())
                .toList();
    }

    /** The mean {@link #loss} of a word, over sentences whose tags are known. */
    double loss(Tape tape, Inputs inputs, int[]... right) {
        MeanLoss mean = new MeanLoss();
        read(tape, inputs, (which, batch, scores) -> {
            int[][] own = Arrays.stream(which).mapToObj(i -> right[i]).toArray(int[][]::new);
            mean.add(loss(tape, scores, batch, own).item(), batch.count());
        });
        return mean.nats();
    }

    Engine engine() {
        return engine;
    }

    @Override
    public long parameterCount() {
        return parameters(architecture, symbols);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("embedding.", embedding);
        if (spelling != null) {
            children.put("spelling.", spelling);
        }
        children.put("rnn.", rnn);
        children.put("scores.", scores);
        if (crf != null) {
            children.put("crf.", crf);
        }
        return children;
    }
}
