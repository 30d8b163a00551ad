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
    private final int[] inputs;
    private final int[] targets;
    private int[] lengths;
    private int time;
    private boolean resetsState;
    private long epoch;

    Batch(int time, int size) {
        inputs = new int[time * size];
        targets = new int[time * size];
        lengths = new int[size];
    }

    /** Makes this a batch of {@code size} sequences that are all {@code time} long. */
    void shape(int newTime, int size) {
        if (lengths.length != size) {
            lengths = new int[size];
        }
        Arrays.fill(lengths, newTime);
        time = newTime;
    }

    void place(long inEpoch, boolean fresh) {
        epoch = inEpoch;
        resetsState = fresh;
    }

    /** T, the length of the longest sequence. */
    public int time() {
        return time;
    }

    /** B, how many sequences there are. */
    public int size() {
        return lengths.length;
    }

    /** (T, B); the array may be longer than {@code time() * size()}. */
    public int[] inputs() {
        return inputs;
    }

    /** (T, B), as {@link #inputs}, one token later. */
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

    /** How often the data had been gone through before this batch. */
    public long epoch() {
        return epoch;
    }
}
