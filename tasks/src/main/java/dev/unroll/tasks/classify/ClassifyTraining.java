package dev.unroll.tasks.classify;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.loss.CrossEntropy;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Trains a {@link Classifier} by the cross-entropy of its classes. */
public final class ClassifyTraining extends ModelTraining<Classifier> {
    /** Items that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 64;

    private final Inputs inputs;
    private final int[] classes;
    private final ClassifyTask.Split split;
    private final Batches batches;
    private final CrossEntropy loss;
    private final long single;
    /** Words that began with a vector of others, or -1. */
    private final int known;

    ClassifyTraining(Engine engine, ClassifyTask task, ClassifyTask.Split split, JsonObject settings) {
        Architecture architecture = ClassifyTask.architecture(settings);
        ClassifySettings training = ClassifyTask.training(settings);
        Symbols symbols = task.symbols(split, settings);
        Classifier model = new Classifier(engine, architecture, symbols);
        model.initialise(training.seed());
        known = training.vectors().isEmpty() ? -1 : model.begin(Path.of(training.vectors()));
        this.split = split;
        Inputs all = symbols.inputs(task.items(), architecture);
        inputs = all;
        int[] right = symbols.classes(task.items());
        classes = right;
        single = task.single();
        int[] lengths = all.lengths();
        int[] own = Arrays.stream(split.training()).map(i -> lengths[i]).toArray();
        Batches planned = new Batches(own, training.batch(), training.seed());
        batches = planned;
        loss = training.balanced()
                ? CrossEntropy.balanced(
                        Arrays.stream(split.training()).map(i -> right[i]).toArray(),
                        symbols.labels().size())
                : CrossEntropy.PLAIN;
        super(engine, task, settings, model, training.updates(), training.seed(), planned.perEpoch());
    }

    private int[] classes(int... items) {
        return Arrays.stream(items).map(i -> classes[i]).toArray();
    }

    /** How much items count together; about as much as there are, since the mean over all is 1. */
    private double weight(int... items) {
        return Arrays.stream(classes(items)).mapToDouble(loss::weight).sum();
    }

    @Override
    protected Loss loss(Tape tape, long batch, CounterRandom random) {
        int[] items = Arrays.stream(batches.batch(batch))
                .map(i -> split.training()[i])
                .toArray();
        Tensor scores = model().scores(tape, inputs.batch(items), random);
        return new Loss(loss(tape, scores, items), items.length);
    }

    /** A batch with few of a rare class must not count as much as one with many: weights by their mean over all, not its own. */
    private Tensor loss(Tape tape, Tensor scores, int... items) {
        Tensor mean = loss.of(tape, scores, classes(items));
        return loss.weights().length == 0 ? mean : tape.sum(mean, weight(items) / items.length);
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape tape) {
        int[] held = split.heldOut();
        if (held.length == 0) {
            return OptionalDouble.empty();
        }
        MeanLoss mean = new MeanLoss();
        CounterRandom unused = new CounterRandom(0, 0);
        for (int from = 0; from < held.length; from += SIDE_BY_SIDE) {
            int[] items = Arrays.copyOfRange(held, from, Math.min(held.length, from + SIDE_BY_SIDE));
            Tensor scores = model().scores(tape, inputs.batch(items), unused);
            mean.add(loss(tape, scores, items).item(), items.length);
            tape.reset();
        }
        return OptionalDouble.of(mean.nats());
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().symbols().toJson());
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "%s, %,d parameters, %d classes, %,d items to learn and %,d held out%s%s%s%s%s",
                model().architecture().encoder().name().toLowerCase(Locale.ROOT),
                model().parameterCount(),
                model().labels().size(),
                split.training().length,
                split.heldOut().length,
                model().symbols().words() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %,d words", model().symbols().words()),
                known < 0 ? "" : String.format(Locale.ROOT, ", %,d of them with given vectors", known),
                single == 0 ? "" : "; " + single + " of the classes have one item only",
                inputs.cut() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %,d of the texts cut off after %,d words",
                                inputs.cut(),
                                model().architecture().most()),
                loss.weights().length == 0 ? "" : "; " + weights());
    }

    private String weights() {
        double[] all = IntStream.range(0, loss.weights().length)
                .mapToDouble(loss::weight)
                .toArray();
        return String.format(
                Locale.ROOT,
                "an item of the rarest class counts %.3g, of the most frequent %.3g",
                Arrays.stream(all).max().orElse(1),
                Arrays.stream(all).min().orElse(1));
    }

    @Override
    public String lossUnit() {
        return "nats";
    }

    @Override
    public String unit() {
        return "items";
    }

    /** Each weight but those of words is used once at each step; what is pooled or scored counts too much, and is little. */
    @Override
    public double operationsPerItem() {
        double weights = model().children().entrySet().stream()
                .filter(e -> !e.getKey().equals("embedding."))
                .flatMap(e -> e.getValue().parameters().stream())
                .filter(p -> p.rank() > 1)
                .mapToLong(Tensor::size)
                .sum();
        return 6 * weights * Arrays.stream(inputs.lengths()).average().orElse(0);
    }
}
