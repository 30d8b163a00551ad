package dev.unroll.onednn;

import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;

/** What lies below in these tests: a product that says it was asked, and nothing else. */
final class PlainKernels implements Kernels {
    int products;

    @Override
    public String name() {
        return "plain";
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
        products++;
    }

    @Override
    public int panelWidth() {
        return 8;
    }

    @Override
    public Pointwise compile(Program program) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PanelProduct panelProduct(int lda) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double sumSquares(float[] a, int from, int to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double softmaxCrossEntropy(
            float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        throw new UnsupportedOperationException();
    }
}
