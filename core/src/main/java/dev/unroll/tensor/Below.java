package dev.unroll.tensor;

/** Tables with as many columns, one below the other. */
record Below() implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int rows = 0;
        for (Tensor t : in) {
            if (t.rank() != 2 || t.size(1) != in[0].size(1)) {
                throw new IllegalArgumentException("below: " + t + " and " + in[0] + " are no tables of one width");
            }
            rows = Math.addExact(rows, t.size(0));
        }
        Tensor y = tape.allocate(rows, in[0].size(1));
        int at = 0;
        for (Tensor t : in) {
            System.arraycopy(t.data(), 0, y.data(), at, t.size());
            at += t.size();
        }
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        int at = 0;
        for (Tensor t : in) {
            if (t.tracked()) {
                tape.engine().kernels().axpy(t.size(), 1, y.gradient(), at, t.gradient(), 0);
            }
            at += t.size();
        }
    }
}
