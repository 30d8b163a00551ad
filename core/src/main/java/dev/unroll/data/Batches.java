package dev.unroll.data;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which examples make up the batch of a training step: all of them once in an epoch, in another random order in each, those of
 * about equal length together so that little is padded. A batch is a function of the step, so that a resumed training needs
 * no other memory. Used by one thread at a time.
 */
public final class Batches {
    /** Batches among which examples are sorted by length: more of them pad less, and mix less. */
    private static final int WINDOW = 32;

    private final int[] lengths;
    private final int size;
    private final long seed;
    private long planned = -1;
    private int[] order = {};

    /**
     * Cuts examples into batches.
     *
     * @param lengths of all examples
     * @param size examples of a batch; the last one of an epoch may have fewer
     */
    public Batches(int[] lengths, int size, long seed) {
        if (lengths.length == 0 || size < 1) {
            throw new IllegalArgumentException("cannot make batches of " + size + " from " + lengths.length
                    + " examples; both must be at least 1");
        }
        this.lengths = lengths.clone();
        this.size = size;
        this.seed = seed;
    }

    /** For examples that are all of one length. */
    public static Batches of(int examples, int size, long seed) {
        return new Batches(new int[examples], size, seed);
    }

    /** How many go through the examples once. */
    public long perEpoch() {
        return Math.ceilDiv(lengths.length, size);
    }

    /** Indices of the examples in a step's batch. */
    public int[] batch(long step) {
        long epoch = step / perEpoch();
        if (epoch != planned) {
            order = plan(epoch);
            planned = epoch;
        }
        int from = (int) (step % perEpoch()) * size;
        return Arrays.copyOfRange(order, from, Math.min(order.length, from + size));
    }

    /** Examples shuffled, sorted by length within windows, and the full batches shuffled again. */
    private int[] plan(long epoch) {
        int[] shuffled = new CounterRandom(seed, 2 * epoch).permutation(lengths.length);
        for (int from = 0; from < shuffled.length; from += WINDOW * size) {
            int to = Math.min(shuffled.length, from + WINDOW * size);
            // The place comes second, so that equal lengths stay shuffled.
            long[] keys = new long[to - from];
            for (int i = from; i < to; i++) {
                keys[i - from] = (long) lengths[shuffled[i]] << 32 | i;
            }
            Arrays.sort(keys);
            int[] sorted = Arrays.stream(keys).mapToInt(k -> shuffled[(int) k]).toArray();
            System.arraycopy(sorted, 0, shuffled, from, sorted.length);
        }
        int full = lengths.length / size;
        int[] batches = new CounterRandom(seed, 2 * epoch + 1).permutation(full);
        int[] plan = shuffled.clone();
        IntStream.range(0, full).forEach(b -> System.arraycopy(shuffled, batches[b] * size, plan, b * size, size));
        return plan;
    }
}
