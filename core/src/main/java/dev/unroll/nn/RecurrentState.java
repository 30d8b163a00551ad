package dev.unroll.nn;

import java.util.Arrays;

/**
 * The states of a stack of recurrent layers for a batch of sequences, carried from one piece of a sequence to the next.
 *
 * @param values by layer and state of the cell, [batch × hidden] each
 */
public record RecurrentState(int batch, float[][][] values) {
    /** Forgets everything: the state before the first step of a sequence. */
    public void reset() {
        for (float[][] layer : values) {
            for (float[] state : layer) {
                Arrays.fill(state, 0);
            }
        }
    }

    /** An independent copy. */
    public RecurrentState copy() {
        float[][][] copy = new float[values.length][][];
        for (int l = 0; l < values.length; l++) {
            copy[l] = Arrays.stream(values[l]).map(float[]::clone).toArray(float[][]::new);
        }
        return new RecurrentState(batch, copy);
    }
}
