package dev.unroll.kernel;

/**
 * Rounding that leaves no subnormal number. Below 1.2e-38 an operation costs a hundred on many processors, and Java cannot
 * have them take such numbers for zero; gradients that vanish, states that fade and moments of what is no longer used all end
 * there.
 *
 * <p>A number larger by far is added and taken away again. What comes out is a multiple of 2<sup>-114</sup> (5e-35): zero, or
 * far enough above the subnormal numbers that its products with weights are not subnormal either. From 2<sup>-64</sup> (5e-20)
 * on nothing changes, except that of two floats at the same distance from a product the other may be taken.
 */
public final class Flush {
    /** What is added and taken away. */
    public static final float GRAIN = 0x1p-90f;

    private Flush() {}

    public static float of(float x) {
        return x + GRAIN - GRAIN;
    }

    /** Copies n numbers. */
    public static void copy(float[] from, int fromIndex, float[] to, int toIndex, int n) {
        for (int i = 0; i < n; i++) {
            to[toIndex + i] = of(from[fromIndex + i]);
        }
    }
}
