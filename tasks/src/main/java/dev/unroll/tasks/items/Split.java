package dev.unroll.tasks.items;

import dev.unroll.kernel.CounterRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which items are learned and which are not, by their numbers. */
public record Split(int[] training, int[] heldOut) {
    /**
     * Holds a share of them out at random.
     *
     * @param may whether one may be held out; asked of all, the last one drawn first
     */
    public static Split of(int items, double share, long seed, IntPredicate may) {
        int[] order = CounterRandom.named(seed, "held out").permutation(items);
        boolean[] held = new boolean[items];
        int left = (int) Math.round(share * items);
        for (int i = order.length - 1; i >= 0; i--) {
            if (may.test(order[i]) && left > 0) {
                held[order[i]] = true;
                left--;
            }
        }
        return new Split(
                IntStream.range(0, items).filter(i -> !held[i]).toArray(),
                IntStream.range(0, items).filter(i -> held[i]).toArray());
    }

    /** The first few, with nothing held out. */
    static Split first(int items) {
        return new Split(IntStream.range(0, items).toArray(), new int[0]);
    }
}
