package dev.unroll.tasks;

import dev.unroll.data.TokenStream;

/**
 * Pieces of a text side by side, and the symbol after each.
 *
 * @param inputs of row t · batch + b
 */
public record Windows(int[] inputs, int[] targets) {
    /** The pieces that begin at some symbols. */
    public static Windows of(TokenStream text, long[] starts, int steps) {
        int batch = starts.length;
        int[] inputs = new int[Math.multiplyExact(steps, batch)];
        int[] targets = new int[inputs.length];
        int[] piece = new int[steps + 1];
        for (int b = 0; b < batch; b++) {
            text.read(starts[b], piece, 0, piece.length);
            for (int t = 0; t < steps; t++) {
                inputs[t * batch + b] = piece[t];
                targets[t * batch + b] = piece[t + 1];
            }
        }
        return new Windows(inputs, targets);
    }
}
