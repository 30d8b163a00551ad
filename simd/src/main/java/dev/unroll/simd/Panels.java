package dev.unroll.simd;

/** Packing of weights into panels, and transposition. */
final class Panels {
    private static final int W = RowBlocks.PANEL;

    /** What is read from one row at a time in a transposition, so that what is written stays in the first-level cache. */
    private static final int STRIP = 64;

    private Panels() {}

    /** See {@link dev.unroll.kernel.Kernels#pack}. */
    static void pack(float[] b, int bo, int ldb, int k, int cols, float[] panel, int po) {
        if (cols == W) {
            for (int p = 0, from = bo, to = po; p < k; p++, from += ldb, to += W) {
                Lanes.store(Lanes.load(b, from), panel, to);
                Lanes.store(Lanes.load(b, from + Lanes.COUNT), panel, to + Lanes.COUNT);
            }
            return;
        }
        for (int p = 0; p < k; p++) {
            for (int q = 0; q < W; q++) {
                panel[po + p * W + q] = q < cols ? b[bo + p * ldb + q] : 0;
            }
        }
    }

    /** The same of a matrix stored as [cols × k]. */
    static void packTransposed(float[] b, int bo, int ldb, int k, int cols, float[] panel, int po) {
        transpose(b, bo, ldb, cols, k, panel, po, W);
        for (int p = 0; p < k && cols < W; p++) {
            for (int q = cols; q < W; q++) {
                panel[po + p * W + q] = 0;
            }
        }
    }

    /** to[c][r] = a[r][c] for a of rows × cols. */
    static void transpose(float[] a, int ao, int lda, int rows, int cols, float[] to, int at, int ldt) {
        for (int c = 0; c < cols; c += STRIP) {
            int n = Math.min(STRIP, cols - c), r = 0;
            for (; r + 3 < rows; r += 4) {
                transposeFourRows(a, ao + r * lda + c, lda, n, to, at + c * ldt + r, ldt);
            }
            for (; r < rows; r++) {
                for (int i = 0; i < n; i++) {
                    to[at + (c + i) * ldt + r] = a[ao + r * lda + c + i];
                }
            }
        }
    }

    private static void transposeFourRows(float[] a, int a0, int lda, int n, float[] to, int at, int ldt) {
        int a1 = a0 + lda, a2 = a1 + lda, a3 = a2 + lda;
        for (int i = 0; i < n; i++, at += ldt) {
            to[at] = a[a0 + i];
            to[at + 1] = a[a1 + i];
            to[at + 2] = a[a2 + i];
            to[at + 3] = a[a3 + i];
        }
    }
}
