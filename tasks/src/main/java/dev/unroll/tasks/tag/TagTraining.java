package dev.unroll.tasks.tag;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tasks.Words;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Trains a {@link Tagger} by the likelihood of the right tags. */
public final class TagTraining extends ModelTraining<Tagger> {
    private final Inputs inputs;
    private final int[][] right;
    private final Inputs heldInputs;
    private final int[][] heldRight;
    private final Batches batches;
    private final double wordDropout;
    /** By the number of a word, whether it comes once. */
    private final boolean[] single;
    /** Words that began with a vector of others, or -1. */
    private final int known;

    TagTraining(Engine engine, TagTask task, TagTask.Split split, JsonObject settings) {
        TagSettings training = TagTask.RECIPE.training(settings);
        Symbols symbols = task.symbols(split, settings);
        Tagger model = new Tagger(engine, TagTask.RECIPE.model(settings), symbols);
        model.initialise(training.seed());
        known = training.vectors().isEmpty() ? -1 : model.begin(Path.of(training.vectors()));
        Inputs own = new Inputs(symbols, split.training());
        inputs = own;
        right = tags(symbols, split.training());
        heldInputs = new Inputs(symbols, split.heldOut());
        heldRight = tags(symbols, split.heldOut());
        wordDropout = training.wordDropout();
        single = symbols.single(split.training());
        Batches planned = new Batches(own.lengths(), training.batch(), training.seed());
        batches = planned;
        super(engine, task, settings, model, training.updates(), training.seed(), planned.perEpoch());
    }

    private static int[][] tags(Symbols symbols, List<Sentence> sentences) {
        return sentences.stream().map(symbols::tags).toArray(int[][]::new);
    }

    @Override
    protected Loss loss(Tape tape, long batch, CounterRandom random) {
        int[] sentences = batches.batch(batch);
        Inputs.Batch read = inputs.batch(sentences);
        forget(read.words(), Tagger.place(random, 3));
        Tensor scores = model().scores(tape, read, random);
        int[][] own = Arrays.stream(sentences).mapToObj(i -> right[i]).toArray(int[][]::new);
        return new Loss(model().loss(tape, scores, read, own), read.count());
    }

    /** Takes some of the words that come once for ones that are not known. */
    private void forget(int[] words, CounterRandom random) {
        for (int row = 0; row < words.length; row++) {
            boolean forgotten = single[words[row]] && random.uniform(row) < wordDropout;
            words[row] = forgotten ? Words.UNKNOWN : words[row];
        }
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape tape) {
        return heldInputs.size() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(model().loss(tape, heldInputs, heldRight));
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().symbols().toJson());
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "%s%s, %,d parameters, %d tags, %,d sentences to learn and %,d held out, %,d words%s",
                model().architecture().cell().name(),
                model().architecture().crf() ? " with a conditional random field" : "",
                model().parameterCount(),
                model().labels().size(),
                inputs.size(),
                heldInputs.size(),
                model().symbols().words().known().size(),
                known < 0 ? "" : String.format(Locale.ROOT, ", %,d of them with given vectors", known));
    }

    @Override
    public String lossUnit() {
        return "nats";
    }

    @Override
    public String unit() {
        return "words";
    }

    /** Without reading the spellings: the distinct words of a batch alone are spelled. */
    @Override
    public double operationsPerItem() {
        double weights = Stream.of("rnn.", "scores.")
                .flatMap(part -> Objects.requireNonNull(model().children().get(part)).parameters().stream())
                .filter(p -> p.rank() > 1)
                .mapToLong(Tensor::size)
                .sum();
        return 6 * weights;
    }
}
