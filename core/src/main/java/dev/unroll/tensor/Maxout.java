package dev.unroll.tensor;

import java.util.Arrays;

/** The largest of every {@code pieces} neighbours in a row (Goodfellow et al. 2013); of equal ones the first. */
record Maxout(int pieces) implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int[] shape = in[0].shape();
        int last = shape.length - 1;
        if (pieces < 1 || shape[last] % pieces != 0) {
            throw new IllegalArgumentException("maxout: rows of " + shape[last] + " in " + Arrays.toString(shape)
                    + " do not divide into pieces of " + pieces);
        }
        shape[last] /= pieces;
        Tensor y = tape.allocate(shape);
        for (int i = 0; i < y.size(); i++) {
            y.data()[i] = in[0].data()[largest(in[0].data(), i)];
        }
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] dy = y.gradient();
        float[] dx = in[0].gradient();
        for (int i = 0; i < dy.length; i++) {
            dx[largest(in[0].data(), i)] += dy[i];
        }
    }

    private int largest(float[] x, int unit) {
        int best = unit * pieces;
        for (int k = best + 1; k < (unit + 1) * pieces; k++) {
            best = x[k] > x[best] ? k : best;
        }
        return best;
    }
}
