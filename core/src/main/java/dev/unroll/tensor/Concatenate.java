package dev.unroll.tensor;

import java.util.Arrays;

/** Tables side by side. */
record Concatenate() implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int rows = in[0].size(0);
        for (Tensor part : in) {
            if (part.rank() != 2 || part.size(0) != rows) {
                throw new IllegalArgumentException(
                        "concatenate: " + Arrays.toString(in) + ": expected tables with as many rows");
            }
        }
        int width = Arrays.stream(in).mapToInt(part -> part.size(1)).sum();
        Tensor y = tape.allocate(rows, width);
        int column = 0;
        for (Tensor part : in) {
            int own = part.size(1);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(part.data(), r * own, y.data(), r * width + column, own);
            }
            column += own;
        }
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] g = y.gradient();
        int width = y.size(1);
        int column = 0;
        for (Tensor part : in) {
            int own = part.size(1);
            if (part.tracked()) {
                float[] d = part.gradient();
                for (int r = 0; r < y.size(0); r++) {
                    tape.engine().kernels().axpy(own, 1, g, r * width + column, d, r * own);
                }
            }
            column += own;
        }
    }
}
