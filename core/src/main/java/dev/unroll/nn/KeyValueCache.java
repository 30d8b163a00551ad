package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * The keys and values of the steps that a causal transformer layer has read, so that the next step computes its own alone. When it is
 * full, the older half is forgotten.
 */
final class KeyValueCache {
    private final int batch;
    private final int row;
    private final int most;
    private final float[] table;
    private int steps;

    /** @param columns of a step: queries, keys and values side by side */
    KeyValueCache(int batch, int columns, int most) {
        this.batch = batch;
        this.row = Math.multiplyExact(batch, columns);
        this.most = most;
        table = new float[Math.multiplyExact(row, most)];
    }

    /** Adds a step and returns all, [steps · batch × columns]. */
    Tensor remember(Tensor qkv) {
        if (steps == most) {
            int kept = most / 2;
            System.arraycopy(table, (most - kept) * row, table, 0, kept * row);
            steps = kept;
        }
        System.arraycopy(qkv.data(), 0, table, steps * row, row);
        steps++;
        return Tensor.of(Arrays.copyOf(table, steps * row), steps * batch, row / batch);
    }

    /** Has each sequence go on where another is. */
    void reorder(int... from) {
        int columns = row / batch;
        float[] before = new float[row];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(table, t * row, before, 0, row);
            for (int b = 0; b < batch; b++) {
                System.arraycopy(before, from[b] * columns, table, t * row + b * columns, columns);
            }
        }
    }

    Attention.Sight sight() {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, steps);
        return new Attention.Sight(lengths, true, true);
    }
}
