package dev.unroll.kernel;

import java.util.Arrays;

/**
 * The kernels in plain loops: the definition that every faster implementation is tested against, and the fall-back where
 * there is none. Products use {@link Math#fma}, which the JIT turns into the processor's instruction.
 */
public final class ScalarKernels implements Kernels {
    private static final int PANEL = 16;

    public ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int panelWidth() {
        return PANEL;
    }

    @Override
    public Pointwise compile(Program program) {
        return new ScalarPointwise(program);
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
        int aRow = transA ? 1 : lda, aColumn = transA ? lda : 1;
        int bRow = transB ? 1 : ldb, bColumn = transB ? ldb : 1;
        for (int i = 0; i < m; i++) {
            int row = co + i * ldc;
            if (beta == 0) {
                Arrays.fill(c, row, row + n, 0);
            }
            for (int p = 0; p < k; p++) {
                float x = a[ao + i * aRow + p * aColumn];
                for (int j = 0; j < n; j++) {
                    c[row + j] = Math.fma(x, b[bo + p * bRow + j * bColumn], c[row + j]);
                }
            }
        }
    }

    @Override
    public PanelProduct panelProduct(int lda) {
        return (rows, kc, a, ao, panel, po, c, co, ldc, accumulate) -> {
            float[] sums = new float[PANEL];
            for (int i = 0; i < rows; i++) {
                Arrays.fill(sums, 0);
                for (int k = 0; k < kc; k++) {
                    float x = a[ao + i * lda + k];
                    for (int q = 0; q < PANEL; q++) {
                        sums[q] = Math.fma(x, panel[po + k * PANEL + q], sums[q]);
                    }
                }
                for (int q = 0; q < PANEL; q++) {
                    int at = co + i * ldc + q;
                    c[at] = accumulate ? c[at] + sums[q] : sums[q];
                }
            }
        };
    }

    @Override
    public void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po) {
        for (int p = 0; p < k; p++) {
            for (int q = 0; q < PANEL; q++) {
                int from = bo + (transposed ? q * ldb + p : p * ldb + q);
                panel[po + p * PANEL + q] = q < cols ? b[from] : 0;
            }
        }
    }

    @Override
    public double sumSquares(float[] a, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    @Override
    public void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        for (int r = 0; r < rows; r++) {
            out[oo + r * ldo] = (float) mean(a, ao + r * lda, cols);
        }
    }

    private static double mean(float[] a, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += a[i];
        }
        return sum / n;
    }

    @Override
    public void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        for (int r = 0; r < rows; r++) {
            int row = ao + r * lda;
            double mean = mean(a, row, cols);
            double sum = 0;
            for (int i = row; i < row + cols; i++) {
                sum += (a[i] - mean) * (a[i] - mean);
            }
            out[oo + r * ldo] = (float) (sum / cols);
        }
    }

    @Override
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                out[oo + c] += a[ao + r * lda + c];
            }
        }
    }

    @Override
    public void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(alpha, x[xo + i], y[yo + i]);
        }
    }

    @Override
    public double softmaxCrossEntropy(
            float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int row = zo + r * ldz;
            int target = targets[to + r];
            if (target < 0) {
                Arrays.fill(z, row, row + classes, 0);
            } else {
                loss += softmaxRow(z, row, classes, target, scale);
            }
        }
        return loss;
    }

    private static double softmaxRow(float[] z, int row, int classes, int target, float scale) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, z[row + c]);
        }
        // log-softmax = z - max - log Σ exp(z - max): the shift keeps exp from overflowing and changes nothing else
        float shifted = z[row + target] - max;
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            z[row + c] = (float) Math.exp(z[row + c] - max);
            sum += z[row + c];
        }
        float factor = (float) (scale / sum);
        for (int c = 0; c < classes; c++) {
            z[row + c] = Math.fma(z[row + c], factor, Flush.GRAIN) - Flush.GRAIN;
        }
        z[row + target] -= scale;
        return Math.log(sum) - shifted;
    }
}
