package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Team;

/**
 * Inverted dropout: in training an element is kept with probability 1 − p and then divided by 1 − p, so that nothing
 * changes at test time (Srivastava et al. 2014 scale by the keep probability at test time instead; the expectation is the
 * same). The mask is a function of seed, step and place: the backward pass asks for it again instead of storing it.
 *
 * @param probability of dropping an element
 */
record Dropout(double probability) {
    /** Rows of one task. */
    private static final int ROWS = 64;

    /** Multiplies rows of a table by the mask. */
    void apply(Team team, CounterRandom random, float[] a, int rows, int columns, int stride) {
        float scale = (float) (1 / (1 - probability));
        team.forEach((rows + ROWS - 1) / ROWS, part -> {
            for (int r = part * ROWS; r < Math.min(rows, (part + 1) * ROWS); r++) {
                for (int c = 0; c < columns; c++) {
                    boolean dropped = random.uniform((long) r * columns + c) < probability;
                    a[r * stride + c] = dropped ? 0 : a[r * stride + c] * scale;
                }
            }
        });
    }
}
