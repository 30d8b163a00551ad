package dev.unroll.metrics;

/**
 * Numbers, counted in bins of equal width from the least to the greatest of them.
 *
 * @param counts by bin
 */
public record Histogram(double min, double max, double sum, double sumSquares, long[] counts) {
    /** Counts numbers, which are finite and at least one. */
    public static Histogram of(float[] numbers, int bins) {
        float min = numbers[0];
        float max = numbers[0];
        double sum = 0;
        double sumSquares = 0;
        for (float n : numbers) {
            min = Math.min(min, n);
            max = Math.max(max, n);
            sum += n;
            sumSquares += (double) n * n;
        }
        long[] counts = new long[min == max ? 1 : bins];
        double scale = counts.length / Math.max((double) max - min, Double.MIN_NORMAL);
        for (float n : numbers) {
            counts[Math.min((int) ((n - (double) min) * scale), counts.length - 1)]++;
        }
        return new Histogram(min, max, sum, sumSquares, counts);
    }

    /** How many there are. */
    public long count() {
        long all = 0;
        for (long c : counts) {
            all += c;
        }
        return all;
    }

    /** Their Euclidean norm. */
    public double norm() {
        return Math.sqrt(sumSquares);
    }

    /** The upper bounds of the bins. */
    public double[] limits() {
        double[] limits = new double[counts.length];
        for (int b = 0; b < limits.length; b++) {
            limits[b] = b == limits.length - 1 ? max : min + (max - min) * (b + 1) / limits.length;
        }
        return limits;
    }
}
