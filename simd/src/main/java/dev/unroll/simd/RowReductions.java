package dev.unroll.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Means and variances of rows. A row is summed in lanes, in an order that depends on its length alone. */
final class RowReductions {
    /** Lane i gets lane i + 8, i + 4, …, around the end. */
    private static final VectorShuffle<Float> BY_8 = rotation(8),
            BY_4 = rotation(4),
            BY_2 = rotation(2),
            BY_1 = rotation(1);

    private RowReductions() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(Lanes.SPECIES, lanes % Lanes.COUNT, 1, true);
    }

    static void means(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        for (int r = 0; r < rows; r++) {
            out[oo + r * ldo] = sum(a, ao + r * lda, cols) / cols;
        }
    }

    static void variances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo) {
        for (int r = 0; r < rows; r++) {
            int row = ao + r * lda;
            out[oo + r * ldo] = squares(a, row, cols, sum(a, row, cols) / cols) / cols;
        }
    }

    private static float sum(float[] a, int from, int n) {
        FloatVector even = FloatVector.zero(Lanes.SPECIES), odd = even;
        int i = 0;
        for (; i <= n - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
            even = even.add(Lanes.load(a, from + i));
            odd = odd.add(Lanes.load(a, from + i + Lanes.COUNT));
        }
        for (; i < n; i += Lanes.COUNT) {
            even = even.add(Lanes.load(a, from + i, Lanes.first(n - i)));
        }
        return total(even.add(odd));
    }

    /** The sum of the lanes, by halves: {@code reduceLanes} leaves the order open, and with it the bits. */
    private static float total(FloatVector v) {
        FloatVector sum = v;
        for (int half = Lanes.COUNT / 2; half >= 16; half /= 2) {
            sum = sum.add(sum.rearrange(rotation(half)));
        }
        if (Lanes.COUNT > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (Lanes.COUNT > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (Lanes.COUNT > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        if (Lanes.COUNT > 1) {
            sum = sum.add(sum.rearrange(BY_1));
        }
        return sum.lane(0);
    }

    /** Σ (a − mean)². */
    private static float squares(float[] a, int from, int n, float mean) {
        FloatVector shift = Lanes.broadcast(mean);
        FloatVector even = FloatVector.zero(Lanes.SPECIES), odd = even;
        int i = 0;
        for (; i <= n - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
            FloatVector x = Lanes.load(a, from + i).sub(shift);
            FloatVector y = Lanes.load(a, from + i + Lanes.COUNT).sub(shift);
            even = x.fma(x, even);
            odd = y.fma(y, odd);
        }
        for (; i < n; i += Lanes.COUNT) {
            VectorMask<Float> rest = Lanes.first(n - i);
            FloatVector x = Lanes.load(a, from + i, rest).sub(shift, rest);
            even = x.fma(x, even);
        }
        return total(even.add(odd));
    }
}
