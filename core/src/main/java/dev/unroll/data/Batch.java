package dev.unroll.data;

import java.util.Arrays;

/**
 * Sequences of token ids of equal or different lengths side by side, and the token that follows each: what a model reads
 * and what it should have said.
 *
 * <p>Time-major: the token of sequence {@code b} at time {@code t} stands at {@code t * size() + b}. A dataset fills the
 * same batch again and again; its content is good until the next one is asked for.
 */
public final class Batch {
    private int[] inputs = {};
    private int[] targets = {};
    private int[] lengths = {};
    private int time;
    private int carryAfter;
    private boolean resetsState;
    private long epoch;

    /** Makes this a batch of {@code size} sequences that are all {@code time} long. */
    void shape(int newTime, int size) {
        if (newTime != time || size != lengths.length) {
            inputs = new int[newTime * size];
            targets = new int[newTime * size];
            lengths = new int[size];
        }
        Arrays.fill(lengths, newTime);
        time = newTime;
    }

    void place(long inEpoch, boolean fresh, int carry) {
        epoch = inEpoch;
        resetsState = fresh;
        carryAfter = carry;
    }

    /** T, the length of the longest sequence. */
    public int time() {
        return time;
    }

    /** B, how many sequences there are. */
    public int size() {
        return lengths.length;
    }

    /** (T, B). */
    public int[] inputs() {
        return inputs;
    }

    /** (T, B), as {@link #inputs}, one token later; −1 where an earlier batch has asked for it. */
    public int[] targets() {
        return targets;
    }

    /** (B), how many time steps of each sequence count. */
    public int[] lengths() {
        return lengths;
    }

    /** Whether the sequences begin anew: if not, each goes on where it stopped in the batch before. */
    public boolean resetsState() {
        return resetsState;
    }

    /** Steps after which the next batch goes on: less than {@link #time} where it reaches back into this one. */
    public int carryAfter() {
        return carryAfter;
    }

    /** How many targets there are. */
    public long targetCount() {
        return Arrays.stream(targets).filter(target -> target >= 0).count();
    }

    /** How often the data had been gone through before this batch. */
    public long epoch() {
        return epoch;
    }
}
