package dev.unroll.tasks.forecast;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far off one method's forecasts are, from many origins, in deviations of the target.
 *
 * @param name of the method
 * @param squared mean of the squared errors, [step][target]
 * @param absolute mean of the absolute errors, [step][target]
 * @param each mean squared error of each origin
 * @param eachAbsolute mean absolute error of each origin
 */
public record Scores(String name, double[][] squared, double[][] absolute, double[] each, double[] eachAbsolute) {
    private static final int SAMPLES = 1000;

    /** Blocks of which a sample is at least: of fewer all samples are alike. */
    private static final int FEWEST = 4;

    /** From the 2.5th to the 97.5th of a hundred. */
    public record Interval(double low, double high) {}

    /** Takes up forecasts from many origins. */
    static final class Sum {
        private final String name;
        private final double[][] squared;
        private final double[][] absolute;
        private final double[] each;
        private final double[] eachAbsolute;

        Sum(String name, int steps, int targets, int origins) {
            this.name = name;
            squared = new double[steps][targets];
            absolute = new double[steps][targets];
            each = new double[origins];
            eachAbsolute = new double[origins];
        }

        void add(int origin, int step, int target, double error) {
            int origins = each.length;
            int values = squared.length * squared[0].length;
            squared[step][target] += error * error / origins;
            absolute[step][target] += Math.abs(error) / origins;
            each[origin] += error * error / values;
            eachAbsolute[origin] += Math.abs(error) / values;
        }

        Scores scores() {
            return new Scores(name, squared, absolute, each, eachAbsolute);
        }
    }

    private static double mean(double[][] table) {
        return Arrays.stream(table).flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
    }

    public double meanSquared() {
        return mean(squared);
    }

    public double meanAbsolute() {
        return mean(absolute);
    }

    /** Over all steps, of one target. */
    public double meanSquared(int target) {
        return Arrays.stream(squared).mapToDouble(s -> s[target]).average().orElse(Double.NaN);
    }

    /** Over all steps, of one target. */
    public double meanAbsolute(int target) {
        return Arrays.stream(absolute).mapToDouble(s -> s[target]).average().orElse(Double.NaN);
    }

    /**
     * In which the mean of such figures lies, by bootstrap of blocks of neighbours (Künsch 1989), for neighbours are much alike.
     *
     * @param figures one of each origin
     * @param block how many neighbours are drawn together
     */
    static Interval interval(double[] figures, int block) {
        int n = figures.length;
        int length = Math.clamp(block, 1, Math.max(1, n / FEWEST));
        double[] sums = new double[n + length + 1]; // of a circle
        for (int i = 0; i < sums.length - 1; i++) {
            sums[i + 1] = sums[i] + figures[i % n];
        }
        int blocks = Math.ceilDiv(n, length);
        double[] means = IntStream.range(0, SAMPLES)
                .mapToDouble(s -> {
                    CounterRandom random = new CounterRandom(s, 0);
                    double sum = 0;
                    for (int b = 0; b < blocks; b++) {
                        int from = (int) (random.uniform(b) * n);
                        sum += sums[from + length] - sums[from];
                    }
                    return sum / ((double) blocks * length);
                })
                .sorted()
                .toArray();
        return new Interval(means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40]);
    }
}
