package dev.unroll.inspect;

import dev.unroll.recurrence.LayerRun;
import java.util.Arrays;

/** The input of a stack, step by step. */
sealed interface Feed {
    /** Writes a step into a pass over one step: into each row, that of a sequence. */
    void write(int step, int[] sequences, LayerRun into);

    /** Writes it as columns, from {@code first} of every row on; a token is a one-hot vector. */
    void write(int step, int[] sequences, float[] to, int first, int stride);

    /** @param tokens token of row t · batch + b, each below {@code size} */
    record Tokens(int[] tokens, int batch, int size) implements Feed {
        @Override
        public void write(int step, int[] sequences, LayerRun into) {
            into.tokens(
                    Arrays.stream(sequences).map(b -> tokens[step * batch + b]).toArray());
        }

        @Override
        public void write(int step, int[] sequences, float[] to, int first, int stride) {
            for (int row = 0; row < sequences.length; row++) {
                int at = row * stride + first;
                Arrays.fill(to, at, at + size, 0);
                to[at + tokens[step * batch + sequences[row]]] = 1;
            }
        }
    }

    /** @param x [steps · batch × width] */
    record Features(float[] x, int batch, int width) implements Feed {
        @Override
        public void write(int step, int[] sequences, LayerRun into) {
            write(step, sequences, into.input(), 0, into.inputStride());
        }

        @Override
        public void write(int step, int[] sequences, float[] to, int first, int stride) {
            for (int row = 0; row < sequences.length; row++) {
                System.arraycopy(x, (step * batch + sequences[row]) * width, to, row * stride + first, width);
            }
        }
    }
}
