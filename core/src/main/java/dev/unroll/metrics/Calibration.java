package dev.unroll.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether answers are right as often as their probabilities say: answers are sorted into bins of equal width by their
 * probability (Guo et al., On Calibration of Modern Neural Networks, 2017).
 */
public final class Calibration {
    private final long[] counts;
    private final long[] hits;
    private final double[] probabilities;

    /** With so many bins; 15 are usual. */
    public Calibration(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("answers are sorted into at least 1 bin, got " + bins);
        }
        counts = new long[bins];
        hits = new long[bins];
        probabilities = new double[bins];
    }

    /**
     * Takes up an answer.
     *
     * @param probability that it was given, from 0 to 1
     */
    public void add(double probability, boolean right) {
        if (!(probability >= 0 && probability <= 1 + 1e-6)) {
            throw new IllegalArgumentException("a probability is from 0 to 1, got " + probability);
        }
        // (low, high], as the paper has them
        int bin = Math.clamp((int) Math.ceil(probability * counts.length) - 1, 0, counts.length - 1);
        counts[bin]++;
        hits[bin] += right ? 1 : 0;
        probabilities[bin] += probability;
    }

    /**
     * Answers of about the same probability.
     *
     * @param low bound of their probabilities, itself excluded
     * @param high bound, included
     * @param probability their mean
     * @param accuracy the share that is right
     */
    public record Bin(double low, double high, long count, double probability, double accuracy) {}

    /** The bins that have answers, in order: what a reliability diagram shows. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < counts.length; b++) {
            if (counts[b] > 0) {
                bins.add(new Bin(
                        (double) b / counts.length,
                        (b + 1.0) / counts.length,
                        counts[b],
                        probabilities[b] / counts[b],
                        (double) hits[b] / counts[b]));
            }
        }
        return bins;
    }

    /** Expected calibration error: the mean over answers of |accuracy − probability| of their bin; NaN where there are none. */
    public double error() {
        double sum = 0;
        long all = 0;
        for (Bin bin : bins()) {
            sum += bin.count() * Math.abs(bin.accuracy() - bin.probability());
            all += bin.count();
        }
        return sum / all;
    }
}
