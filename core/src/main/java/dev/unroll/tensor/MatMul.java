package dev.unroll.tensor;

import java.util.Arrays;

/** The matrix product a · b, or a · bᵀ. */
record MatMul(boolean transposed) implements Op {
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor a = in[0];
        Tensor b = in[1];
        boolean fits = a.rank() == 2 && b.rank() == 2 && a.size(1) == b.size(transposed ? 1 : 0);
        if (!fits) {
            throw new IllegalArgumentException("matmul: " + Arrays.toString(a.shape()) + " times "
                    + Arrays.toString(b.shape()) + (transposed ? " transposed" : "")
                    + ": the inner sizes must be equal; reshape or transpose one of them");
        }
        int m = a.size(0);
        int k = a.size(1);
        int n = b.size(transposed ? 0 : 1);
        Tensor c = tape.allocate(m, n);
        tape.engine()
                .gemm(false, transposed, m, n, k, a.data(), 0, k, b.data(), 0, transposed ? k : n, 0, c.data(), 0, n);
        return c;
    }

    @Override
    public void pullBack(Tape tape, Tensor c, Tensor... in) {
        Tensor a = in[0];
        Tensor b = in[1];
        int m = a.size(0);
        int k = a.size(1);
        int n = c.size(1);
        float[] dc = c.gradient();
        if (a.tracked()) {
            float beta = a.beginGradient();
            tape.engine()
                    .gemm(
                            false,
                            !transposed,
                            m,
                            k,
                            n,
                            dc,
                            0,
                            n,
                            b.data(),
                            0,
                            transposed ? k : n,
                            beta,
                            a.gradientArray(),
                            0,
                            k);
        }
        if (b.tracked()) {
            float beta = b.beginGradient();
            float[] db = b.gradientArray();
            if (transposed) {
                tape.engine().gemm(true, false, n, k, m, dc, 0, n, a.data(), 0, k, beta, db, 0, k);
            } else {
                tape.engine().gemm(true, false, k, n, m, a.data(), 0, k, dc, 0, n, beta, db, 0, n);
            }
        }
    }
}
