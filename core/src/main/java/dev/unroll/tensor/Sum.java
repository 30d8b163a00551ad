package dev.unroll.tensor;

/** The sum of all elements, times a factor. */
record Sum(double factor) implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        double sum = 0;
        for (float v : in[0].data()) {
            sum += v;
        }
        Tensor y = tape.allocate(1);
        y.data()[0] = (float) (sum * factor);
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float g = (float) (y.gradient()[0] * factor);
        float[] dx = in[0].gradient();
        for (int i = 0; i < dx.length; i++) {
            dx[i] += g;
        }
    }
}
