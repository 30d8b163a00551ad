package dev.unroll.tasks;

import java.util.Arrays;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.RawStore;
import org.ojalgo.scalar.ComplexNumber;

/**
 * How a square matrix stretches: at most by its largest singular value in one application, by its spectral radius in each
 * of many. If the largest singular value of every step's Jacobian is below 1, gradients must vanish; only if it is above 1
 * can they explode (Pascanu, Mikolov and Bengio 2013). NaN for a matrix that is not finite.
 *
 * @param radius the largest magnitude of an eigenvalue
 * @param largestSingularValue the greatest ratio of lengths, ‖A v‖ / ‖v‖
 */
public record Spectrum(double radius, double largestSingularValue) {
    /** @param matrix by row, then column; takes some 20 n³ floating-point operations */
    public static Spectrum of(double[][] matrix) {
        int n = matrix.length;
        boolean finite = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
        SingularValue<Double> singular = SingularValue.R064.make(n, n);
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(n, false);
        MatrixStore<Double> store = RawStore.wrap(matrix);
        if (!finite || !singular.computeValuesOnly(store) || !eigen.computeValuesOnly(store)) {
            return new Spectrum(Double.NaN, Double.NaN);
        }
        double radius = 0;
        for (ComplexNumber value : eigen.getEigenvalues()) {
            radius = Math.max(radius, value.norm());
        }
        return new Spectrum(radius, singular.getOperatorNorm());
    }
}
