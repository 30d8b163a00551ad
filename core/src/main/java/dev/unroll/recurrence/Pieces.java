package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import java.util.stream.IntStream;

/** Where a pass over time may be cut without changing a bit of what it computes. */
public final class Pieces {
    /**
     * Rows that one product adds up for the gradient of weights. Longer passes add several such sums; that costs a product two
     * in a hundred of its time at worst, and large ones are faster for it.
     */
    private static final int ROWS_OF_A_SUM = Engine.TALL;

    /** Rows up to which the input's products are made step by step: a large product would mostly pack its operands. */
    public static final int FEW_ROWS = 64;

    private Pieces() {}

    /** Whether a pass has so few rows that the input is multiplied step by step. */
    static boolean isFew(int rows) {
        return rows <= FEW_ROWS;
    }

    /** Steps whose rows one product adds up: a power of two, so that rounding up to them is rare. */
    static int stepsOfASum(int batch) {
        int steps = 1;
        while ((long) steps * batch < ROWS_OF_A_SUM) {
            steps *= 2;
        }
        return steps;
    }

    /**
     * The ends of pieces of some length, from 0 to {@code steps}. A piece has at least 1,024 rows, whatever is asked for: a sum
     * is not cut.
     *
     * @param every steps of a piece, at least 1
     */
    public static int[] cut(int steps, int batch, int every) {
        int sum = stepsOfASum(batch);
        int size = (int) Math.min(steps, (every + sum - 1L) / sum * sum);
        int rest = steps % size;
        // A rest of few rows is no piece of its own: its products would be made in another way.
        int count = Math.max(1, steps / size + (rest * batch < Engine.TALL ? 0 : 1));
        return IntStream.rangeClosed(0, count)
                .map(i -> i == count ? steps : i * size)
                .toArray();
    }
}
