package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.SplittableRandom;

/** One product with seeded operands in arrays whose gaps are poisoned, and what its result has to be. */
record GemmCase(boolean transA, boolean transB, int m, int n, int k, int gap, int offset, float beta) {
    /** The gaps of C; nobody may write there. */
    private static final float UNTOUCHED = 12345f;

    /** How a product is called. */
    interface Product {
        void run(
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
                int ldc);
    }

    /** C after the product, gaps included. */
    float[] run(Product product) {
        float[] c = before();
        product.run(transA, transB, m, n, k, a(), offset, lda(), b(), offset, ldb(), beta, c, offset, n + gap);
        return c;
    }

    /** Compares with sums in double, to the rounding that k + 1 float additions in any order can make. */
    void check(float[] c) {
        float[] a = a();
        float[] b = b();
        float[] before = before();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = offset + i * (n + gap) + j;
                double sum = beta == 0 ? 0 : before[at];
                double size = Math.abs(sum);
                for (int p = 0; p < k; p++) {
                    double x = a[offset + (transA ? p * lda() + i : i * lda() + p)];
                    double y = b[offset + (transB ? j * ldb() + p : p * ldb() + j)];
                    sum += x * y;
                    size += Math.abs(x * y);
                }
                double bound = (k + 2) * 0x1p-24 * size;
                if (!(Math.abs(c[at] - sum) <= bound)) { // also where it is not a number
                    fail("%s at %d, %d: %s instead of %s ± %s".formatted(this, i, j, c[at], sum, bound));
                }
                before[at] = c[at];
            }
        }
        assertThat(c).as("%s beside the result", this).isEqualTo(before);
    }

    private int lda() {
        return (transA ? m : k) + gap;
    }

    private int ldb() {
        return (transB ? k : n) + gap;
    }

    private float[] a() {
        return matrix(1, transA ? k : m, transA ? m : k, Float.NaN);
    }

    private float[] b() {
        return matrix(2, transB ? n : k, transB ? k : n, Float.NaN);
    }

    /** C before the product: not a number where nobody may read it. */
    private float[] before() {
        float[] c = matrix(3, m, n, UNTOUCHED);
        if (beta == 0) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, offset + i * (n + gap), offset + i * (n + gap) + n, Float.NaN);
            }
        }
        return c;
    }

    private float[] matrix(long seed, int rows, int columns, float between) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[offset + rows * (columns + gap)];
        Arrays.fill(x, between);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                x[offset + i * (columns + gap) + j] = (float) random.nextDouble(-1, 1);
            }
        }
        return x;
    }
}
