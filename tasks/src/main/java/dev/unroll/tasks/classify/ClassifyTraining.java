package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.loss.CrossEntropy;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemTraining;
import dev.unroll.tasks.items.Split;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Trains a {@link Classifier} by the cross-entropy of its classes. */
public final class ClassifyTraining extends ItemTraining<Classifier> {
    private final int[] classes;
    private final CrossEntropy loss;
    private final long single;

    ClassifyTraining(ClassifyTask task, Split split, JsonObject settings, Classifier model) {
        int[] right = model.classes().classes(task.items());
        classes = right;
        single = task.single();
        loss = ClassifyTask.RECIPE.training(settings).balanced()
                ? CrossEntropy.balanced(
                        Arrays.stream(split.training()).map(i -> right[i]).toArray(),
                        model.labels().size())
                : CrossEntropy.PLAIN;
        super(task, split, settings, model);
    }

    private int[] classes(int... items) {
        return Arrays.stream(items).map(i -> classes[i]).toArray();
    }

    /** How much items count together; about as much as there are, since the mean over all is 1. */
    private double weight(int... items) {
        return Arrays.stream(classes(items)).mapToDouble(loss::weight).sum();
    }

    /** A batch with few of a rare class must not count as much as one with many: weights by their mean over all, not its own. */
    @Override
    protected Loss loss(Tape tape, int[] items, Inputs.Batch batch, CounterRandom random) {
        Tensor mean = loss.of(tape, model().scores(tape, batch, random), classes(items));
        return new Loss(loss.weights().length == 0 ? mean : tape.sum(mean, weight(items) / items.length), items.length);
    }

    @Override
    protected String answers() {
        return model().labels().size() + " classes";
    }

    @Override
    protected String remarks() {
        return (single == 0 ? "" : "; " + single + " of the classes have one item only")
                + (loss.weights().length == 0 ? "" : "; " + weights());
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
}
