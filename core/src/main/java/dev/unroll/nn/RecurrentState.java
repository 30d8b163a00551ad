package dev.unroll.nn;

import java.util.Arrays;

/**
 * The states of a stack of recurrent layers for a batch of sequences, carried from one piece of the sequences to the next. A
 * lane is one sequence's place in the batch: when its sequence is over, {@link #reset(int)} readies it for another.
 */
public final class RecurrentState {
    private final float[][][] values;
    private final boolean[] fresh;

    /** @param values as {@link #values}; not copied */
    public RecurrentState(int batch, float[][][] values) {
        this.values = values;
        fresh = new boolean[batch];
        Arrays.fill(fresh, true);
    }

    public int batch() {
        return fresh.length;
    }

    /** By recurrence (layer by layer, in each forward then backward) and state of the cell: [batch × hidden] each. */
    public float[][][] values() {
        return values;
    }

    /**
     * Whether each lane is at the beginning of a sequence. Such a lane starts from the state that was learned, if the stack
     * learns one, and else from {@link #values}.
     */
    public boolean[] fresh() {
        return fresh;
    }

    /** Forgets everything: the state before the first step of all sequences. */
    public void reset() {
        for (int lane = 0; lane < batch(); lane++) {
            reset(lane);
        }
    }

    /** Forgets one lane's state: another sequence begins there. */
    public void reset(int lane) {
        fresh[lane] = true;
        for (float[][] recurrence : values) {
            for (float[] state : recurrence) {
                int hidden = state.length / batch();
                Arrays.fill(state, lane * hidden, (lane + 1) * hidden, 0);
            }
        }
    }

    /** Has one lane go on where another is. */
    public void copyLane(int from, int to) {
        fresh[to] = fresh[from];
        for (float[][] recurrence : values) {
            for (float[] state : recurrence) {
                int hidden = state.length / batch();
                System.arraycopy(state, from * hidden, state, to * hidden, hidden);
            }
        }
    }

    /** Has each lane go on where another is. */
    public void reorder(int... from) {
        RecurrentState before = copy();
        for (int lane = 0; lane < batch(); lane++) {
            fresh[lane] = before.fresh[from[lane]];
            for (int r = 0; r < values.length; r++) {
                for (int s = 0; s < values[r].length; s++) {
                    int hidden = values[r][s].length / batch();
                    System.arraycopy(before.values[r][s], from[lane] * hidden, values[r][s], lane * hidden, hidden);
                }
            }
        }
    }

    /** An independent copy. */
    public RecurrentState copy() {
        float[][][] copied = new float[values.length][][];
        for (int r = 0; r < values.length; r++) {
            copied[r] = Arrays.stream(values[r]).map(float[]::clone).toArray(float[][]::new);
        }
        RecurrentState copy = new RecurrentState(batch(), copied);
        System.arraycopy(fresh, 0, copy.fresh, 0, fresh.length);
        return copy;
    }

    /** Becomes the same as another of its shape. */
    public void set(RecurrentState other) {
        for (int r = 0; r < values.length; r++) {
            for (int s = 0; s < values[r].length; s++) {
                System.arraycopy(other.values[r][s], 0, values[r][s], 0, values[r][s].length);
            }
        }
        System.arraycopy(other.fresh, 0, fresh, 0, fresh.length);
    }
}
