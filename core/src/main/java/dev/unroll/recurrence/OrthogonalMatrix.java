package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;

/**
 * A random matrix with orthonormal rows, or columns where there are fewer of them: normal vectors, each made orthogonal to
 * those before it (Gram and Schmidt; done twice, because once leaves rounding errors behind).
 */
final class OrthogonalMatrix {
    private OrthogonalMatrix() {}

    /** [n × m], row-major. */
    static float[] draw(int n, int m, CounterRandom random) {
        int count = Math.min(n, m);
        int length = Math.max(n, m);
        double[][] vectors = new double[count][length];
        for (int v = 0; v < count; v++) {
            for (int i = 0; i < length; i++) {
                vectors[v][i] = random.normal((long) v * length + i);
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int before = 0; before < v; before++) {
                    add(vectors[v], -dot(vectors[v], vectors[before]), vectors[before]);
                }
            }
            double norm = Math.sqrt(dot(vectors[v], vectors[v]));
            for (int i = 0; i < length; i++) {
                vectors[v][i] /= norm;
            }
        }
        float[] matrix = new float[Math.multiplyExact(n, m)];
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < m; c++) {
                matrix[r * m + c] = (float) (n <= m ? vectors[r][c] : vectors[c][r]);
            }
        }
        return matrix;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] a) {
        for (int i = 0; i < a.length; i++) {
            to[i] += factor * a[i];
        }
    }
}
