package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/**
 * Mixup (Zhang et al. 2018): each row becomes λ times itself plus 1 − λ times another row of the batch, λ ~ Beta(α, α) for the
 * whole batch. Rows of features and of targets are mixed alike when they are given the same random numbers:
 *
 * <pre>{@code
 * Tensor x = mixup.of(tape, features, random);
 * Tensor t = mixup.of(tape, oneHot, random);
 * Tensor loss = CrossEntropy.soft(tape, model.forward(tape, x), t);
 * }</pre>
 *
 * @param alpha small for mixtures that are nearly one of the two; the paper has 0.1 to 0.4
 */
public record Mixup(double alpha) {
    public Mixup {
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("mixup's alpha must be above 0, got " + alpha);
        }
    }

    /**
     * Mixes the rows of a table that no gradient flows to.
     *
     * @param table [rows × …]
     * @param random another one for every step
     */
    public Tensor of(Tape tape, Tensor table, CounterRandom random) {
        if (table.tracked()) {
            throw new IllegalArgumentException("mixup mixes data, and " + table + " has a gradient");
        }
        int rows = table.size(0);
        int columns = rows == 0 ? 0 : table.size() / rows;
        float lambda = (float) lambda(random);
        int[] others = new CounterRandom(random.seed(), ~random.stream()).permutation(rows);
        float[] from = table.data();
        float[] mixed = tape.array(table.size());
        for (int i = 0; i < mixed.length; i++) {
            float other = from[others[i / columns] * columns + i % columns];
            mixed[i] = lambda * from[i] + (1 - lambda) * other;
        }
        return Tensor.of(mixed, table.shape());
    }

    /** X / (X + Y) for X and Y of a gamma distribution is of a beta distribution. */
    double lambda(CounterRandom random) {
        double x = gamma(random, 0);
        double y = gamma(random, 1L << 32);
        return x + y > 0 ? x / (x + y) : 0.5;
    }

    /** Marsaglia and Tsang (2000): a cube of a normal variable, sometimes rejected; below 1 by way of α + 1. */
    private double gamma(CounterRandom random, long from) {
        double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        for (long i = from; ; i += 2) {
            double z = random.normal(i);
            double v = Math.pow(1 + c * z, 3);
            double u = random.uniform(i + 1);
            if (v > 0 && Math.log(u) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
                double boost = alpha < 1 ? Math.pow(random.uniform(i + 2), 1 / alpha) : 1;
                return d * v * boost;
            }
        }
    }
}
