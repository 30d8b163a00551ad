package dev.unroll.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Reductions in a fixed order. */
final class Sums {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int HALF = DOUBLES.length();

    private Sums() {}

    /** Lane l of two vectors of doubles sums the elements whose place is l modulo their lanes; then the lanes in order. */
    static double squares(float[] a, int from, int to) {
        DoubleVector low = DoubleVector.zero(DOUBLES), high = low;
        int i = from;
        for (; i <= to - Lanes.COUNT; i += Lanes.COUNT) {
            FloatVector x = Lanes.load(a, i);
            DoubleVector first = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
            DoubleVector second = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 1);
            low = first.fma(first, low);
            high = second.fma(second, high);
        }
        double[] lanes = new double[2 * HALF];
        low.intoArray(lanes, 0);
        high.intoArray(lanes, HALF);
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        for (; i < to; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    /** Adds the rows to each column in ascending order. */
    static void addColumns(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        int c = 0;
        for (; c <= cols - 4 * Lanes.COUNT; c += 4 * Lanes.COUNT) {
            addFourVectors(a, ao + c, lda, rows, out, oo + c);
        }
        for (; c < cols; c += Lanes.COUNT) {
            addPartOfAVector(a, ao + c, lda, rows, Math.min(Lanes.COUNT, cols - c), out, oo + c);
        }
    }

    private static void addFourVectors(float[] a, int ao, int lda, int rows, float[] out, int oo) {
        int n = Lanes.COUNT;
        FloatVector s0 = Lanes.load(out, oo), s1 = Lanes.load(out, oo + n);
        FloatVector s2 = Lanes.load(out, oo + 2 * n), s3 = Lanes.load(out, oo + 3 * n);
        for (int r = 0, at = ao; r < rows; r++, at += lda) {
            s0 = s0.add(Lanes.load(a, at));
            s1 = s1.add(Lanes.load(a, at + n));
            s2 = s2.add(Lanes.load(a, at + 2 * n));
            s3 = s3.add(Lanes.load(a, at + 3 * n));
        }
        Lanes.store(s0, out, oo);
        Lanes.store(s1, out, oo + n);
        Lanes.store(s2, out, oo + 2 * n);
        Lanes.store(s3, out, oo + 3 * n);
    }

    private static void addPartOfAVector(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        var mask = Lanes.first(cols);
        FloatVector sum = Lanes.load(out, oo, mask);
        for (int r = 0, at = ao; r < rows; r++, at += lda) {
            sum = sum.add(Lanes.load(a, at, mask));
        }
        Lanes.store(sum, out, oo, mask);
    }
}
