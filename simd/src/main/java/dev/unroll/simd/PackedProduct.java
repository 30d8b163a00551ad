package dev.unroll.simd;

import dev.unroll.kernel.PanelProduct;

/**
 * The general product, blocked for the caches: a block of B is packed into panels, a block of A is copied to rows a
 * constant distance apart, and the panel product runs over both (Goto and van de Geijn, Anatomy of high-performance
 * matrix multiplication, 2008). Blocks of k depend on k alone, so an element's bits do not depend on how callers split
 * rows and columns.
 */
final class PackedProduct {
    private static final int W = RowBlocks.PANEL;
    private static final int DEPTH = 384, ROWS = 312, COLUMNS = 2048;

    /** Not a power of two, so that rows do not fall on the same lines of the cache. */
    private static final int LDA = DEPTH + 16;

    private static final PanelProduct PRODUCT = new SimdPanelProduct(LDA);
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /**
     * Where a cache line starts in a large array: its header takes 16 bytes, and G1 puts an array of half a region or
     * more at the start of a region. Loads that straddle lines cost the inner loop a fifth of its speed.
     */
    private static final int LINE = 12;

    private static final int LARGE = 1 << 17;

    /** Buffers of one thread, which grow to what its largest product needed. */
    private static final class Scratch {
        float[] a = {}, b = {}, tile = {};

        void reserve(int rows, int depth, int columns) {
            a = grown(a, rows * LDA);
            b = grown(b, Math.max(LARGE, LINE + depth * columns));
            tile = grown(tile, rows * W);
        }

        private static float[] grown(float[] buffer, int length) {
            return buffer.length < length ? new float[length] : buffer;
        }
    }

    private PackedProduct() {}

    /** See {@link dev.unroll.kernel.Kernels#gemm}. */
    static void run(
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
        Scratch scratch = SCRATCH.get();
        scratch.reserve(Math.min(m, ROWS), Math.min(k, DEPTH), ceil(Math.min(n, COLUMNS), W) * W);
        int depths = Math.max(1, ceil(k, DEPTH)), heights = ceil(m, ROWS); // no k at all is a product of zero
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            for (int y = 0, p = 0; y < depths; y++) {
                int kc = (k - p) / (depths - y);
                packB(b, bo + (transB ? column * ldb + p : p * ldb + column), ldb, transB, kc, columns, scratch.b);
                for (int z = 0, row = 0; z < heights; z++) {
                    int rows = (m - row) / (heights - z);
                    copyA(a, ao + (transA ? p * lda + row : row * lda + p), lda, transA, rows, kc, scratch.a);
                    multiply(rows, columns, kc, scratch, c, co + row * ldc + column, ldc, beta != 0 || y > 0);
                    row += rows;
                }
                p += kc;
            }
        }
    }

    private static void packB(float[] b, int bo, int ldb, boolean transposed, int kc, int columns, float[] to) {
        for (int q = 0; q < columns; q += W) {
            int width = Math.min(W, columns - q);
            if (transposed) {
                Panels.packTransposed(b, bo + q * ldb, ldb, kc, width, to, LINE + q * kc);
            } else {
                Panels.pack(b, bo + q, ldb, kc, width, to, LINE + q * kc);
            }
        }
    }

    private static void copyA(float[] a, int ao, int lda, boolean transposed, int rows, int kc, float[] to) {
        if (transposed) {
            Panels.transpose(a, ao, lda, kc, rows, to, 0, LDA);
            return;
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(a, ao + i * lda, to, i * LDA, kc);
        }
    }

    private static void multiply(
            int rows, int columns, int kc, Scratch scratch, float[] c, int co, int ldc, boolean accumulate) {
        for (int q = 0; q < columns; q += W) {
            if (q + W <= columns) {
                PRODUCT.run(rows, kc, scratch.a, 0, scratch.b, LINE + q * kc, c, co + q, ldc, accumulate);
            } else {
                PRODUCT.run(rows, kc, scratch.a, 0, scratch.b, LINE + q * kc, scratch.tile, 0, W, false);
                copyTile(scratch.tile, rows, columns - q, c, co + q, ldc, accumulate);
            }
        }
    }

    private static void copyTile(float[] tile, int rows, int columns, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            for (int q = 0; q < columns; q++) {
                int at = co + i * ldc + q;
                c[at] = accumulate ? c[at] + tile[i * W + q] : tile[i * W + q];
            }
        }
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
