package dev.unroll.tasks;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;

/**
 * Draws one class after another from scores, in double precision so that the choice does not hang on how a sum was rounded. The
 * n-th draw depends on the seed, n and its scores alone.
 */
public final class Draw {
    private final Sampling sampling;
    private final CounterRandom random;
    private final double[] weights;
    private final long[] order;
    private long drawn;

    public Draw(Sampling sampling, int classes) {
        this.sampling = sampling;
        random = CounterRandom.named(sampling.seed(), "sample");
        weights = new double[classes];
        order = new long[classes];
    }

    /** The next class, from scores that begin at {@code at}. */
    public int next(float[] scores, int at) {
        return from(scores, at, random.bits(drawn++));
    }

    /** @param bits 64 random ones */
    int from(float[] scores, int at, long bits) {
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
            best = scores[at + i] > scores[at + best] ? i : best;
        }
        if (sampling.temperature() == 0) {
            return best;
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(((double) scores[at + i] - scores[at + best]) / sampling.temperature());
            sum += weights[i];
        }
        if (sampling.topK() > 0 || sampling.topP() < 1) {
            sum = keepLikeliest(scores, at, sum);
        }
        double left = (bits >>> 11) * 0x1p-53 * sum;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return best; // rounding used up the sum
    }

    /** Gives the less likely no weight and returns the sum of the others. */
    private double keepLikeliest(float[] scores, int at, double sum) {
        // Ascending by falling score, then by class: floats sort as their bits do, once the negative ones are turned.
        for (int i = 0; i < weights.length; i++) {
            int b = Float.floatToIntBits(scores[at + i]);
            order[i] = (long) ~(b ^ (b >> 31 & Integer.MAX_VALUE)) << 32 | i;
        }
        Arrays.sort(order);
        int most = sampling.topK() > 0 ? sampling.topK() : weights.length;
        double kept = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int i = (int) order[rank];
            if (rank < most && kept < sampling.topP() * sum) {
                kept += weights[i];
            } else {
                weights[i] = 0;
            }
        }
        return kept;
    }
}
