package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a model names the classes of items whose classes are known.
 *
 * @param labels the classes
 * @param right class of each item
 * @param probabilities of each class for each item
 */
public record Report(List<String> labels, int[] right, float[][] probabilities) {
    private static final int SAMPLES = 1000;

    /** Of a probability that is 0 in float. */
    private static final double LEAST = 1e-38;

    /** From the 2.5th to the 97.5th of a hundred. */
    public record Interval(double low, double high) {}

    /** Measures a model on items with labels. */
    public static Report of(Classifier model, Items items) {
        int[] right = model.symbols().classes(items);
        return new Report(model.labels(), right, model.probabilities(items));
    }

    public int count() {
        return right.length;
    }

    /** The most probable class of an item; of equal ones the first. */
    public static int answer(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }

    /** Items by right class and answer, [classes][classes]. */
    public int[][] confusion() {
        return confusion(IntStream.range(0, count()).toArray());
    }

    private int[][] confusion(int... items) {
        int[][] counts = new int[labels.size()][labels.size()];
        for (int i : items) {
            counts[right[i]][answer(probabilities[i])]++;
        }
        return counts;
    }

    public double accuracy() {
        return accuracy(confusion());
    }

    private static double accuracy(int[][] confusion) {
        long all = 0;
        long same = 0;
        for (int c = 0; c < confusion.length; c++) {
            all += Arrays.stream(confusion[c]).sum();
            same += confusion[c][c];
        }
        return (double) same / all;
    }

    /** The mean over classes, of those that are right or answered anywhere, of 2 · hits / (right + answered). */
    public double macroF1() {
        return macroF1(confusion());
    }

    private static double macroF1(int[][] confusion) {
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < confusion.length; c++) {
            int own = c;
            int rightly = Arrays.stream(confusion[c]).sum();
            int answered = Arrays.stream(confusion).mapToInt(row -> row[own]).sum();
            if (rightly + answered > 0) {
                classes++;
                sum += 2.0 * confusion[c][c] / (rightly + answered);
            }
        }
        return sum / classes;
    }

    /** Mean of −ln p(right class). */
    public double loss() {
        return IntStream.range(0, count())
                .mapToDouble(i -> -Math.log(Math.max(LEAST, probabilities[i][right[i]])))
                .average()
                .orElse(Double.NaN);
    }

    public Interval accuracyInterval() {
        return bootstrap(Report::accuracy);
    }

    public Interval macroF1Interval() {
        return bootstrap(Report::macroF1);
    }

    /** Of as many items drawn from them with replacement, a thousand times (Efron 1979). */
    private Interval bootstrap(ToDoubleFunction<int[][]> figure) {
        double[] values = new double[SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            CounterRandom random = new CounterRandom(s, 0);
            int[] drawn = new int[count()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (int) (random.uniform(i) * count());
            }
            values[s] = figure.applyAsDouble(confusion(drawn));
        }
        Arrays.sort(values);
        return new Interval(values[SAMPLES / 40], values[SAMPLES - 1 - SAMPLES / 40]);
    }

    /** The wrong answers that the model was surest of, at most so many. */
    public int[] worst(int most) {
        return IntStream.range(0, count())
                .filter(i -> answer(probabilities[i]) != right[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probabilities[i][answer(probabilities[i])]))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
    }

    /** All figures. */
    public JsonObject toJson() {
        Interval accuracy = accuracyInterval();
        Interval f1 = macroF1Interval();
        return new JsonObject()
                .put("count", count())
                .put("accuracy", accuracy())
                .put("accuracy_95", List.of(accuracy.low(), accuracy.high()))
                .put("macro_f1", macroF1())
                .put("macro_f1_95", List.of(f1.low(), f1.high()))
                .put("loss", loss())
                .put("labels", labels)
                .put(
                        "confusion",
                        Arrays.stream(confusion())
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList());
    }
}
