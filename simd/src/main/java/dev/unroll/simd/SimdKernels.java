package dev.unroll.simd;

import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import jdk.incubator.vector.FloatVector;

/** The kernels in vectors. Sums run in an order that depends on their length alone. */
final class SimdKernels implements Kernels {
    private static final int LANES = Lanes.COUNT;

    private final Softmax softmax = new Softmax();

    @Override
    public String name() {
        return "simd " + Lanes.SPECIES.vectorBitSize() + " bit";
    }

    @Override
    public int panelWidth() {
        return RowBlocks.PANEL;
    }

    @Override
    public Pointwise compile(Program program) {
        return ProgramCompiler.compile(program);
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
        PackedProduct.run(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
    }

    @Override
    public PanelProduct panelProduct(int lda) {
        return new SimdPanelProduct(lda);
    }

    @Override
    public void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po) {
        if (transposed) {
            Panels.packTransposed(b, bo, ldb, k, cols, panel, po);
        } else {
            Panels.pack(b, bo, ldb, k, cols, panel, po);
        }
    }

    @Override
    public double sumSquares(float[] a, int from, int to) {
        return Sums.squares(a, from, to);
    }

    @Override
    public void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        RowReductions.means(a, ao, lda, rows, cols, out, oo, ldo);
    }

    @Override
    public void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        RowReductions.variances(a, ao, lda, rows, cols, out, oo, ldo);
    }

    @Override
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        Sums.addColumns(a, ao, lda, rows, cols, out, oo);
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        int whole = n - n % LANES;
        FloatVector factor = Lanes.broadcast(alpha);
        for (int i = 0; i < whole; i += LANES) {
            Lanes.store(factor.fma(Lanes.load(x, xo + i), Lanes.load(y, yo + i)), y, yo + i);
        }
        for (int i = whole; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    @Override
    public double softmaxCrossEntropy(
            float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        return softmax.crossEntropy(z, zo, ldz, rows, classes, targets, to, scale);
    }
}
