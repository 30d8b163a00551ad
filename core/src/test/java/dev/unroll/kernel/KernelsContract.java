package dev.unroll.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Reducer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every implementation of the product and reduction verbs must do, checked against double arithmetic. */
public abstract class KernelsContract extends PointwiseContract {
    /** Half an ulp at 1: the relative error of one float operation. */
    private static final double ROUNDING = 0x1p-24;

    protected KernelsContract(Kernels kernels) {
        super(kernels);
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "1,32,7",
        "3,17,31",
        "7,33,8",
        "13,32,64",
        "15,65,16",
        "16,16,16",
        "25,100,257",
        "31,48,130",
        "50,128,1030",
        "53,71,600",
        "130,4098,3"
    })
    void gemmMultiplies(int m, int n, int k) {
        Random random = new Random(m * 31L + n * 7L + k);
        for (int variant = 0; variant < 8; variant++) {
            boolean transA = (variant & 1) != 0, transB = (variant & 2) != 0;
            float beta = variant >> 2;
            int lda = (transA ? m : k) + 3, ldb = (transB ? k : n) + 1, ldc = n + 5;
            float[] a = noise(random, 2 + lda * (transA ? k : m)), b = noise(random, 1 + ldb * (transB ? n : k));
            float[] before = noise(random, 4 + ldc * m), c = before.clone();
            if (beta == 0) {
                c[4] = Float.NaN; // an overwritten C is not read
            }
            kernels.gemm(transA, transB, m, n, k, a, 2, lda, b, 1, ldb, beta, c, 4, ldc);
            float[] expected = before.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = beta * before[4 + i * ldc + j], size = Math.abs(sum);
                    for (int p = 0; p < k; p++) {
                        double term = (double) a[2 + (transA ? p * lda + i : i * lda + p)]
                                * b[1 + (transB ? j * ldb + p : p * ldb + j)];
                        sum += term;
                        size += Math.abs(term);
                    }
                    int at = 4 + i * ldc + j;
                    assertNear("variant " + variant + " C[" + i + "," + j + "]", c[at], sum, (k + 2) * ROUNDING * size);
                    expected[at] = c[at];
                }
            }
            assertSameBits("nothing beside C is written", c, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gemmDoesNotDependOnHowItIsSplit(boolean transA) {
        Random random = new Random(11);
        int m = 61, n = 150, k = 1100, lda = transA ? m : k;
        float[] a = noise(random, m * k), b = noise(random, k * n), whole = new float[m * n], parts = new float[m * n];
        kernels.gemm(transA, false, m, n, k, a, 0, lda, b, 0, n, 0, whole, 0, n);
        int[] rows = {0, 1, 18, 50, 61}, columns = {0, 32, 70, 71, 150};
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                int r = rows[i], c = columns[j];
                kernels.gemm(
                        transA,
                        false,
                        rows[i + 1] - r,
                        columns[j + 1] - c,
                        k,
                        a,
                        transA ? r : r * lda,
                        lda,
                        b,
                        c,
                        n,
                        0,
                        parts,
                        r * n + c,
                        n);
            }
        }
        assertSameBits("result", parts, whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 12, 13, 14, 25, 26, 27, 50})
    void panelProductMultipliesPackedWeights(int rows) {
        Random random = new Random(rows);
        int w = kernels.panelWidth();
        for (int kc : new int[] {1, 3, 16, 257}) {
            int lda = kc + 16, ldb = w + 3, ldc = w + 9;
            float[] a = noise(random, 5 + rows * lda), b = noise(random, kc * ldb), panel = noise(random, 8 + kc * w);
            kernels.pack(b, 0, ldb, false, kc, w, panel, 8);
            PanelProduct product = kernels.panelProduct(lda);
            for (boolean accumulate : new boolean[] {false, true}) {
                float[] before = noise(random, 6 + rows * ldc), c = before.clone(), expected = before.clone();
                product.run(rows, kc, a, 5, panel, 8, c, 6, ldc, accumulate);
                for (int i = 0; i < rows; i++) {
                    for (int q = 0; q < w; q++) {
                        int at = 6 + i * ldc + q;
                        double sum = accumulate ? before[at] : 0, size = Math.abs(sum);
                        for (int p = 0; p < kc; p++) {
                            double term = (double) a[5 + i * lda + p] * b[p * ldb + q];
                            sum += term;
                            size += Math.abs(term);
                        }
                        assertNear("C[" + i + "," + q + "]", c[at], sum, (kc + 2) * ROUNDING * size);
                        expected[at] = c[at];
                    }
                }
                assertSameBits("nothing beside C is written", c, expected);
                float[] alone = before.clone();
                for (int i = 0; i < rows; i++) {
                    product.run(1, kc, a, 5 + i * lda, panel, 8, alone, 6 + i * ldc, ldc, accumulate);
                }
                assertSameBits("a row alone gives the same bits", alone, c);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,7", "8,15", "64,16", "65,32", "31,31", "130,33"})
    void packLaysOutAPanel(int k, int wanted) {
        int w = kernels.panelWidth(), cols = Math.min(wanted, w);
        float[] plain = noise(new Random(k), 3 + k * (w + 2)), transposed = new float[1 + w * (k + 5)];
        for (int p = 0; p < k; p++) {
            for (int q = 0; q < w; q++) {
                transposed[1 + q * (k + 5) + p] = plain[3 + p * (w + 2) + q];
            }
        }
        float[] expected = new float[4 + k * w + 4];
        Arrays.fill(expected, 9);
        for (int p = 0; p < k; p++) {
            for (int q = 0; q < w; q++) {
                expected[4 + p * w + q] = q < cols ? plain[3 + p * (w + 2) + q] : 0;
            }
        }
        for (boolean trans : new boolean[] {false, true}) {
            float[] panel = new float[expected.length];
            Arrays.fill(panel, 9);
            if (trans) {
                kernels.pack(transposed, 1, k + 5, true, k, cols, panel, 4);
            } else {
                kernels.pack(plain, 3, w + 2, false, k, cols, panel, 4);
            }
            assertSameBits("transposed " + trans, panel, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 4098})
    void sumSquaresAddsInDouble(int n) {
        float[] a = noise(new Random(n), n + 5);
        double sum = 0;
        for (int i = 2; i < 2 + n; i++) {
            sum += (double) a[i] * a[i];
        }
        assertNear("sum", kernels.sumSquares(a, 2, 2 + n), sum, 1e-12 * sum);
        float[] huge = {1e30f, 1e30f, 1e30f};
        assertNear("no overflow", kernels.sumSquares(huge, 0, 3), 3e60, 1e54);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,7", "5,16", "50,17", "25,33", "7,64", "19,130", "2,4098"})
    void addColumnSumsAddsRows(int rows, int cols) {
        Random random = new Random(rows + cols);
        int lda = cols + 3;
        float[] a = noise(random, 1 + rows * lda), before = noise(random, cols + 4), out = before.clone();
        kernels.addColumnSums(a, 1, lda, rows, cols, out, 2);
        float[] expected = before.clone();
        for (int c = 0; c < cols; c++) {
            double sum = before[2 + c], size = Math.abs(sum);
            for (int r = 0; r < rows; r++) {
                sum += a[1 + r * lda + c];
                size += Math.abs(a[1 + r * lda + c]);
            }
            assertNear("column " + c, out[2 + c], sum, (rows + 1) * ROUNDING * size);
            expected[2 + c] = out[2 + c];
        }
        assertSameBits("nothing beside the sums is written", out, expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 65, 100, 130, 4098})
    void rowsAreReduced(int cols) {
        int rows = 3, lda = cols + 3;
        float[] a = noise(new Random(cols), 1 + rows * lda);
        for (int i = 0; i < a.length; i++) {
            a[i] += 30; // far from zero: squares must not be summed before the mean is taken off
        }
        for (Reducer reducer : Reducer.values()) {
            float[] before = noise(new Random(1), 2 + rows * 5), out = before.clone(), expected = before.clone();
            reduce(reducer, a, 1, lda, rows, cols, out, 2, 5);
            for (int r = 0; r < rows; r++) {
                double[] row = new double[cols];
                for (int c = 0; c < cols; c++) {
                    row[c] = a[1 + r * lda + c];
                }
                double exact = reducer.apply(row);
                // the mean is rounded at its size, and moves a variance by the square of that
                double within = reducer == Reducer.MEAN ? 8 * 30 * ROUNDING : 64 * ROUNDING * exact + 1e-9;
                assertNear(reducer + " of row " + r, out[2 + r * 5], exact, within);
                expected[2 + r * 5] = out[2 + r * 5];
                float[] alone = new float[1];
                reduce(reducer, a, 1 + r * lda, 1, 1, cols, alone, 0, 1);
                assertThat(alone[0]).as("row by itself").isEqualTo(out[2 + r * 5]);
            }
            assertSameBits("nothing beside the numbers is written", out, expected);
        }
    }

    private void reduce(Reducer reducer, float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        switch (reducer) {
            case MEAN -> kernels.rowMeans(a, ao, lda, rows, cols, out, oo, ldo);
            case VAR -> kernels.rowVariances(a, ao, lda, rows, cols, out, oo, ldo);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 4098})
    void axpyAddsAMultiple(int n) {
        Random random = new Random(n);
        float[] x = noise(random, n + 3), before = noise(random, n + 6), y = before.clone(), expected = before.clone();
        kernels.axpy(n, 0.3f, x, 1, y, 2);
        for (int i = 0; i < n; i++) {
            expected[2 + i] = Math.fma(0.3f, x[1 + i], before[2 + i]);
        }
        assertSameBits("result", y, expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 16, 17, 33, 65, 80, 1000})
    void softmaxCrossEntropyGivesLossAndGradient(int classes) {
        Random random = new Random(classes);
        int rows = 5, ld = classes + 3;
        float[] z = noise(random, 2 + rows * ld), before;
        int[] targets = new int[rows + 1];
        for (int r = 0; r < rows; r++) {
            targets[1 + r] = r == 3 ? -1 : random.nextInt(classes);
            for (int c = 0; c < classes; c++) {
                z[2 + r * ld + c] *= r == 4 ? 1e4f : 10; // row 4: all but one class vanish, without overflow
            }
        }
        before = z.clone();
        float scale = 0.125f;
        double loss = kernels.softmaxCrossEntropy(z, 2, ld, rows, classes, targets, 1, scale), expectedLoss = 0;
        float[] expected = before.clone();
        for (int r = 0; r < rows; r++) {
            int row = 2 + r * ld, target = targets[1 + r];
            double max = Double.NEGATIVE_INFINITY, sum = 0;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, before[row + c]);
            }
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(before[row + c] - max);
            }
            for (int c = 0; c < classes; c++) {
                double p = Math.exp(before[row + c] - max) / sum;
                double gradient = target < 0 ? 0 : scale * (p - (c == target ? 1 : 0));
                // the shift rounds once, which exp turns into a relative error as large as its argument
                double roundings = (4 + max - before[row + c]) * p + (c == target ? 1 : 0);
                assertNear("z[" + r + "," + c + "]", z[row + c], gradient, 2 * ROUNDING * scale * roundings + 1e-30);
                expected[row + c] = z[row + c];
            }
            expectedLoss += target < 0 ? 0 : max + Math.log(sum) - before[row + target];
        }
        assertNear("loss", loss, expectedLoss, 1e-6 * Math.max(1, expectedLoss));
        assertSameBits("nothing beside the logits is written", z, expected);
    }

    @Test
    void softmaxCrossEntropyShowsNaN() {
        float[] z = {0.5f, Float.NaN, 0.25f};
        assertThat(kernels.softmaxCrossEntropy(z, 0, 3, 1, 3, new int[] {0}, 0, 1))
                .isNaN();
    }
}
