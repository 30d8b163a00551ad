package dev.unroll.classic;

import java.util.Arrays;

/**
 * The linear model without a state: x[t] = c + a₁ x[t−1] + … + a_p x[t−p], fitted by least squares (Yule 1927), with a ridge on a
 * (Hoerl and Kennard 1970).
 *
 * <pre>{@code
 * double[] next = Autoregression.fit(series, 12, 1e-3).forecast(series, series.length, 24);
 * }</pre>
 *
 * @param constant c
 * @param weights a, that of the step before first
 */
public record Autoregression(double constant, double[] weights) {
    /**
     * Fits a series.
     *
     * @param order p, at least 1
     * @param ridge λ: what is minimised is the mean of the squared errors and λ · variance · Σ a²
     * @throws IllegalArgumentException if there are fewer than two equations
     */
    public static Autoregression fit(double[] series, int order, double ridge) {
        int rows = series.length - order;
        if (order < 1 || rows < 2) {
            throw new IllegalArgumentException(
                    "an autoregression of order " + order + " needs " + (order + 2) + " values, got " + series.length);
        }
        double mean = Arrays.stream(series).average().orElseThrow();
        double variance = Arrays.stream(series)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        // Row i has the value before, that before it, … and at last the one to be explained; centred, which spares a
        // column of ones.
        double[] means = new double[order + 1];
        for (int j = 0; j <= order; j++) {
            means[j] =
                    Arrays.stream(series, order - j, order - j + rows).average().orElseThrow();
        }
        double[][] products = new double[order + 1][order + 1];
        for (int j = 0; j <= order; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int i = 0; i < rows; i++) {
                    sum += (series[order - j + i] - means[j]) * (series[order - k + i] - means[k]);
                }
                products[j][k] = sum;
                products[k][j] = sum;
            }
        }
        double[][] left = new double[order][];
        double[] right = new double[order];
        for (int j = 0; j < order; j++) {
            left[j] = Arrays.copyOfRange(products[j + 1], 1, order + 1);
            left[j][j] += ridge * variance * rows;
            right[j] = products[j + 1][0];
        }
        double[] weights = solve(left, right);
        double constant = means[0];
        for (int j = 0; j < order; j++) {
            constant -= weights[j] * means[j + 1];
        }
        return new Autoregression(constant, weights);
    }

    /** A x = b for a symmetric A, by Cholesky's factors; what A leaves open (a pivot of about zero) is 0. A is overwritten. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[] x = b.clone();
        for (int j = 0; j < n; j++) {
            double whole = a[j][j];
            for (int k = 0; k < j; k++) {
                a[j][j] -= a[j][k] * a[j][k];
            }
            a[j][j] = a[j][j] > 1e-12 * whole ? Math.sqrt(a[j][j]) : Double.POSITIVE_INFINITY;
            for (int i = j + 1; i < n; i++) {
                for (int k = 0; k < j; k++) {
                    a[i][j] -= a[i][k] * a[j][k];
                }
                a[i][j] /= a[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[k][i] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    public int order() {
        return weights.length;
    }

    /**
     * The values that follow, each from those before it, its own answers among them.
     *
     * @param series whose values before {@code end} are known, at least {@link #order} of them
     */
    public double[] forecast(double[] series, int end, int steps) {
        double[] all = Arrays.copyOf(Arrays.copyOfRange(series, end - order(), end), order() + steps);
        for (int t = order(); t < all.length; t++) {
            all[t] = constant;
            for (int j = 0; j < order(); j++) {
                all[t] += weights[j] * all[t - 1 - j];
            }
        }
        return Arrays.copyOfRange(all, order(), all.length);
    }
}
