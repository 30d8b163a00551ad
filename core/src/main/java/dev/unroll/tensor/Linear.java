package dev.unroll.tensor;

import java.util.Arrays;

/** x[m × k] · w[n × k]ᵀ + b[n]: the rows start as the bias, and the product is added. */
record Linear() implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor x = in[0];
        Tensor w = in[1];
        Tensor b = in[2];
        if (x.rank() != 2 || w.rank() != 2 || x.size(1) != w.size(1) || b.size() != w.size(0)) {
            throw new IllegalArgumentException("linear: x " + Arrays.toString(x.shape()) + ", weight "
                    + Arrays.toString(w.shape()) + ", bias " + Arrays.toString(b.shape())
                    + ": expected [m × k], [n × k], [n]");
        }
        int m = x.size(0);
        int k = x.size(1);
        int n = w.size(0);
        Tensor y = tape.allocate(m, n);
        for (int r = 0; r < m; r++) {
            System.arraycopy(b.data(), 0, y.data(), r * n, n);
        }
        tape.engine().gemm(false, true, m, n, k, x.data(), 0, k, w.data(), 0, k, 1, y.data(), 0, n);
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        Tensor x = in[0];
        Tensor w = in[1];
        Tensor b = in[2];
        int m = x.size(0);
        int k = x.size(1);
        int n = w.size(0);
        float[] dy = y.gradient();
        if (x.tracked()) {
            float beta = x.beginGradient();
            tape.engine().gemm(false, false, m, k, n, dy, 0, n, w.data(), 0, k, beta, x.gradientArray(), 0, k);
        }
        if (w.tracked()) {
            float beta = w.beginGradient();
            tape.engine().gemm(true, false, n, k, m, dy, 0, n, x.data(), 0, k, beta, w.gradientArray(), 0, k);
        }
        if (b.tracked()) {
            tape.engine().addColumnSums(dy, 0, n, m, n, b.gradient(), 0);
        }
    }
}
