package dev.unroll.onednn;

import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;

/** The kernels below, with oneDNN's product in place of theirs where it is worth the call. */
final class OneDnnKernels implements Kernels {
    /** Multiplications from which oneDNN is called: a call takes about a microsecond however little there is to do. */
    static final long WORTH_A_CALL = 16 * 16 * 16;

    private final Sgemm sgemm;
    private final Kernels below;

    OneDnnKernels(Sgemm sgemm, Kernels below) {
        this.sgemm = sgemm;
        this.below = below;
    }

    @Override
    public String name() {
        return "onednn + " + below.name();
    }

    @Override
    public void gemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc) {
        // Depends on the shape alone, so that the same product is always computed the same way.
        if ((long) m * n * k < WORTH_A_CALL) {
            below.gemm(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
        } else {
            sgemm.run(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
        }
    }

    @Override
    public int panelWidth() {
        return below.panelWidth();
    }

    @Override
    public Pointwise compile(Program program) {
        return below.compile(program);
    }

    @Override
    public PanelProduct panelProduct(int lda) {
        return below.panelProduct(lda);
    }

    @Override
    public void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po) {
        below.pack(b, bo, ldb, transposed, k, cols, panel, po);
    }

    @Override
    public double sumSquares(float[] a, int from, int to) {
        return below.sumSquares(a, from, to);
    }

    @Override
    public void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        below.rowMeans(a, ao, lda, rows, cols, out, oo, ldo);
    }

    @Override
    public void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        below.rowVariances(a, ao, lda, rows, cols, out, oo, ldo);
    }

    @Override
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        below.addColumnSums(a, ao, lda, rows, cols, out, oo);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        below.axpy(n, alpha, x, xo, y, yo);
    }

    @Override
    public double softmaxCrossEntropy(
            float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        return below.softmaxCrossEntropy(z, zo, ldz, rows, classes, targets, to, scale);
    }
}
