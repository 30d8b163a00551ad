package dev.unroll.tasks;

import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;

/** Points turned so that the first axis is the one along which they differ most, the second the next, and so on (Pearson 1901). */
public final class PrincipalComponents {
    private PrincipalComponents() {}

    /**
     * @param points [n][d], all of one length
     * @param count axes to keep, at most d
     * @return [n][count], centred
     */
    public static double[][] of(float[][] points, int count) {
        int n = points.length;
        int d = points[0].length;
        Check.that(count >= 1 && count <= d, "the number of axes must be from 1 to " + d, count);
        double[] mean = new double[d];
        for (float[] point : points) {
            for (int i = 0; i < d; i++) {
                mean[i] += point[i] / (double) n;
            }
        }
        double[][] covariance = new double[d][d];
        for (float[] point : points) {
            for (int i = 0; i < d; i++) {
                double a = (point[i] - mean[i]) / n;
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += a * (point[j] - mean[j]);
                }
            }
        }
        R064Store matrix = R064Store.FACTORY.make(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                matrix.set(i, j, covariance[i][j]);
                matrix.set(j, i, covariance[i][j]);
            }
        }
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(d, true);
        if (!eigen.decompose(matrix)) {
            throw new IllegalArgumentException("the points are not all finite");
        }
        double[][] turned = new double[n][count];
        for (int p = 0; p < n; p++) {
            for (int c = 0; c < count; c++) {
                for (int i = 0; i < d; i++) {
                    turned[p][c] += (points[p][i] - mean[i]) * eigen.getV().doubleValue(i, c);
                }
            }
        }
        return turned;
    }
}
