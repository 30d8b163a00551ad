package dev.unroll.inspect;

import java.util.Arrays;

/** Pearson's correlation of one series with many others, whose mean and length are computed once. */
public final class Correlation {
    private final double[] centred;
    private final double length;

    public Correlation(double[] series) {
        double mean = Arrays.stream(series).average().orElse(0);
        centred = Arrays.stream(series).map(v -> v - mean).toArray();
        length = Math.sqrt(Arrays.stream(centred).map(v -> v * v).sum());
    }

    /** From −1 to 1; NaN where one of the two never changes. */
    public double with(float[] other) {
        double mean = 0;
        for (float v : other) {
            mean += v;
        }
        mean /= other.length;
        double product = 0;
        double squares = 0;
        for (int i = 0; i < other.length; i++) {
            double v = other[i] - mean;
            product += v * centred[i];
            squares += v * v;
        }
        return length == 0 || squares == 0 ? Double.NaN : product / (length * Math.sqrt(squares));
    }
}
