package dev.unroll.tasks.regress;

import dev.unroll.inspect.Correlation;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Figure;
import dev.unroll.tasks.items.Items;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * How well a model says the numbers of items whose numbers are known.
 *
 * @param right the number of each item
 * @param answers of each item, rising
 * @param point which of them is the one that is measured
 * @param quantiles that the answers are, none for single numbers
 * @param mean of the numbers in training: what a guess says
 * @param outside how many are less or greater than all in training
 */
public record RegressReport(
        float[] right, float[][] answers, int point, List<Double> quantiles, float mean, int outside) {
    public RegressReport {
        quantiles = List.copyOf(quantiles);
    }

    /** Measures a model on items whose labels are numbers. */
    public static RegressReport of(Regressor model, Items items) {
        float[] right = Targets.of(items);
        int outside = 0;
        for (float y : right) {
            outside += model.targets().isOutside(y) ? 1 : 0;
        }
        return new RegressReport(
                right,
                model.answers(items),
                model.objective().point(),
                model.objective().quantiles(),
                model.targets().restored(0),
                outside);
    }

    public int count() {
        return right.length;
    }

    /** What is said of an item. */
    public float said(int item) {
        return answers[item][point];
    }

    private interface Measure {
        double of(float[] right, float[] said);
    }

    private Figure figure(Measure measure) {
        return Figure.of(count(), drawn -> measured(measure, drawn));
    }

    private double measured(Measure measure, int... items) {
        float[] own = new float[items.length];
        float[] said = new float[items.length];
        for (int i = 0; i < items.length; i++) {
            own[i] = right[items[i]];
            said[i] = said(items[i]);
        }
        return measure.of(own, said);
    }

    /** Of the answers: {@code rmse}, {@code mae}, {@code r2}, {@code pearson} and {@code spearman}. */
    public SequencedMap<String, Figure> figures() {
        SequencedMap<String, Figure> all = new LinkedHashMap<>();
        all.put("rmse", figure(RegressReport::rmse));
        all.put("mae", figure(RegressReport::mae));
        all.put("r2", figure(RegressReport::r2));
        all.put("pearson", figure(RegressReport::pearson));
        all.put("spearman", figure((y, x) -> pearson(Ranks.of(y), Ranks.of(x))));
        return all;
    }

    /** Root mean squared error of who says the mean of the numbers in training. */
    public double guessRmse() {
        return rmse(right, guesses());
    }

    /** Mean absolute error of the same. */
    public double guessMae() {
        return mae(right, guesses());
    }

    private float[] guesses() {
        float[] all = new float[count()];
        Arrays.fill(all, mean);
        return all;
    }

    private static double rmse(float[] right, float[] said) {
        double sum = 0;
        for (int i = 0; i < right.length; i++) {
            double off = (double) said[i] - right[i];
            sum += off * off;
        }
        return Math.sqrt(sum / right.length);
    }

    private static double mae(float[] right, float[] said) {
        double sum = 0;
        for (int i = 0; i < right.length; i++) {
            sum += Math.abs((double) said[i] - right[i]);
        }
        return sum / right.length;
    }

    /** The share of the numbers' variance that the answers take away; NaN where they have none. */
    private static double r2(float[] right, float[] said) {
        double mean = 0;
        for (float y : right) {
            mean += y;
        }
        mean /= right.length;
        double squares = 0;
        for (float y : right) {
            squares += (y - mean) * (y - mean);
        }
        double error = rmse(right, said);
        return squares == 0 ? Double.NaN : 1 - error * error * right.length / squares;
    }

    private static double pearson(float[] right, float[] said) {
        return new Correlation(IntStream.range(0, right.length)
                        .mapToDouble(i -> right[i])
                        .toArray())
                .with(said);
    }

    /** How large a share of the numbers lies below each quantile that is said. */
    public List<Double> below() {
        List<Double> shares = new ArrayList<>();
        for (int q = 0; q < quantiles.size(); q++) {
            int which = q;
            shares.add(IntStream.range(0, count())
                            .filter(i -> right[i] < answers[i][which])
                            .count()
                    / (double) count());
        }
        return shares;
    }

    /** The items whose answers are farthest off, at most so many. */
    public int[] worst(int most) {
        return IntStream.range(0, count())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs((double) said(i) - right[i])))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
    }

    /** All figures. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("count", count());
        figures()
                .forEach((name, figure) -> json.put(name, figure.value())
                        .put(
                                name + "_95",
                                List.of(
                                        figure.interval().low(),
                                        figure.interval().high())));
        json.put("guess_rmse", guessRmse()).put("guess_mae", guessMae()).put("outside", outside);
        return quantiles.isEmpty() ? json : json.put("quantiles", quantiles).put("below", below());
    }
}
