package dev.unroll.tensor;

/** Some columns of some rows of a table; a row may be taken several times. */
record Gather(int[] rows, int from, int to) implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor a = in[0];
        if (a.rank() != 2 || from < 0 || from > to || to > a.size(1)) {
            throw new IllegalArgumentException(
                    "gather: columns " + from + " to " + to + " of " + a + "; expected a table that has them");
        }
        Tensor y = tape.allocate(rows.length, to - from);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] >= a.size(0)) {
                throw new IllegalArgumentException("gather: row " + rows[i] + " of " + a);
            }
            System.arraycopy(a.data(), rows[i] * a.size(1) + from, y.data(), i * (to - from), to - from);
        }
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] g = y.gradient();
        float[] d = in[0].gradient();
        int width = to - from;
        for (int i = 0; i < rows.length; i++) {
            tape.engine().kernels().axpy(width, 1, g, i * width, d, rows[i] * in[0].size(1) + from);
        }
    }
}
