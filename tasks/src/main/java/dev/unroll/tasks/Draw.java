package dev.unroll.tasks;

import java.util.Arrays;

/** Draws a class from scores, in double precision so that the choice does not hang on how a sum was rounded. */
final class Draw {
    private final Sampling sampling;
    private final double[] weights;
    private final long[] order;

    Draw(Sampling sampling, int classes) {
        this.sampling = sampling;
        weights = new double[classes];
        order = new long[classes];
    }

    /** @param bits 64 random ones */
    int from(float[] scores, long bits) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        if (sampling.temperature() == 0) {
            return best;
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            weights[i] = Math.exp(((double) scores[i] - scores[best]) / sampling.temperature());
            sum += weights[i];
        }
        if (sampling.topK() > 0 || sampling.topP() < 1) {
            sum = keepLikeliest(scores, sum);
        }
        double left = (bits >>> 11) * 0x1p-53 * sum;
        for (int i = 0; i < scores.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return best; // rounding used up the sum
    }

    /** Gives the less likely no weight and returns the sum of the others. */
    private double keepLikeliest(float[] scores, double sum) {
        // Ascending by falling score, then by class: floats sort as their bits do, once the negative ones are turned.
        for (int i = 0; i < scores.length; i++) {
            int b = Float.floatToIntBits(scores[i]);
            order[i] = (long) ~(b ^ (b >> 31 & Integer.MAX_VALUE)) << 32 | i;
        }
        Arrays.sort(order);
        int most = sampling.topK() > 0 ? sampling.topK() : scores.length;
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
