package dev.unroll.nn;

import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;

/** Kernels that compute nothing, to measure what everything above them costs. */
final class IdleKernels implements Kernels {
    @Override
    public String name() {
        return "idle";
    }

    @Override
    public int panelWidth() {
        return 16;
    }

    @Override
    public Pointwise compile(Program program) {
        return (arrays, offsets, strides, scalars, rows, cols) -> {};
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
            int ldc) {}

    @Override
    public PanelProduct panelProduct(int lda) {
        return (rows, kc, a, ao, panel, po, c, co, ldc, accumulate) -> {};
    }

    @Override
    public void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po) {}

    @Override
    public double sumSquares(float[] a, int from, int to) {
        return 0;
    }

    @Override
    public void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {}

    @Override
    public void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {}

    @Override
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {}

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {}

    @Override
    public double softmaxCrossEntropy(
            float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        return 0;
    }
}
