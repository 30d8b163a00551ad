package dev.unroll.simd;

import dev.unroll.expr.Function;

/**
 * The functions of an expression as polynomials in vector steps. NaN stays NaN; infinities give the limits.
 *
 * <p>Largest errors: tanh 6 ulp; sigmoid 1.5e-7 absolute (a rational function of tanh, so small values are not relatively
 * exact); exp 1.5 ulp, and 0 below −87, so that no subnormal number comes out; log 2 ulp; softplus 3 ulp; sin and cos
 * 1.2e-7 absolute for |x| ≤ 10 000, meaningless beyond a million.
 */
final class Functions {
    /** 1.5 · 2^23: added to a small float, it rounds it to a whole number and leaves that in the low bits. */
    private static final double ROUND = 12582912;

    private static final double[] TANH_NUMERATOR = {
        -2.76076847742355e-16,
        2.00018790482477e-13,
        -8.60467152213735e-11,
        5.12229709037114e-08,
        1.48572235717979e-05,
        6.37261928875436e-04,
        4.89352455891786e-03
    };
    private static final double[] TANH_DENOMINATOR = {
        1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03
    };

    /** From here on tanh is ±1 to within the polynomials' error. */
    private static final double TANH_BOUND = 7.905311107635498;

    /** ln 2 in two parts: the first has few bits, so that a whole number times it is exact. */
    private static final double LN_2_HIGH = 0.693359375, LN_2_LOW = -2.12194440e-4;

    private static final int SQRT_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));

    private final Steps steps;

    Functions(Steps steps) {
        this.steps = steps;
    }

    int apply(Function function, int a, int b) {
        return switch (function) {
            case EXP -> exp(a);
            case LOG -> log(a);
            case SQRT -> steps.op(Op.SQRT, a);
            case ABS -> steps.op(Op.ABS, a);
            case SIGN -> sign(a);
            case STEP -> step(a);
            case TANH -> tanh(a, 1, 1);
            // (1 + tanh(x / 2)) / 2, both halvings inside the coefficients
            case SIGMOID -> steps.op(Op.ADD, tanh(a, 0.5, 0.5), steps.constant(0.5));
            case RELU -> relu(a);
            case SOFTPLUS -> softplus(a);
            case SIN -> sine(a, 0);
            case COS -> sine(a, 1);
            case MIN -> steps.op(Op.MIN, a, b);
            case MAX -> steps.op(Op.MAX, a, b);
        };
    }

    /**
     * height · tanh(slope · x), by the rational approximation of degree 13 over 6 that Eigen uses. Slope and
     * height are powers of two, which scale the coefficients without rounding them anew.
     */
    private int tanh(int argument, double slope, double height) {
        double bound = TANH_BOUND / slope;
        int x = clamp(argument, steps.constant(-bound), steps.constant(bound));
        int square = steps.op(Op.MUL, x, x);
        int numerator = steps.polynomial(square, scaled(TANH_NUMERATOR, slope * slope, slope * height));
        int denominator = steps.polynomial(square, scaled(TANH_DENOMINATOR, slope * slope, 1));
        return steps.op(Op.DIV, steps.op(Op.MUL, numerator, x), denominator);
    }

    /** Coefficients of factor · p(scale · x), given those of p. */
    private static double[] scaled(double[] coefficients, double scale, double factor) {
        double[] result = new double[coefficients.length];
        double power = factor;
        for (int k = result.length - 1; k >= 0; k--) {
            result[k] = coefficients[k] * power;
            power *= scale;
        }
        return result;
    }

    /** e^x = 2^n · e^r with r = x − n ln 2 in ±ln 2 / 2, by the polynomial of the Cephes library. */
    private int exp(int argument) {
        // at the bounds the power of two below becomes 0 and the product overflows to infinity: no test is needed
        int x = clamp(argument, steps.constant(-87.6), steps.constant(89));
        int n = steps.constant(ROUND + 126);
        int bits = steps.op(Op.FMA, x, steps.constant(1 / Math.log(2)), n);
        int r = reduce(x, steps.op(Op.SUB, bits, n), LN_2_HIGH, LN_2_LOW);
        // all coefficients twice, since the power of two is 2^(n − 1): 2^128 is no float
        int p = steps.polynomial(
                r,
                2 * 1.9875691500e-4,
                2 * 1.3981999507e-3,
                2 * 8.3334519073e-3,
                2 * 4.1665795894e-2,
                2 * 1.6666665459e-1,
                2 * 5.0000001201e-1);
        int two = steps.constant(2);
        int value = steps.op(Op.FMA, p, steps.op(Op.MUL, r, r), steps.op(Op.FMA, r, two, two));
        return steps.op(Op.MUL, value, powerOfTwo(bits));
    }

    /** x − n · (parts added up), where every part times n is exact or rounded once: Cody and Waite's reduction. */
    private int reduce(int x, int n, double... parts) {
        int r = x;
        for (double part : parts) {
            r = steps.op(Op.FMA, n, steps.constant(-part), r);
        }
        return r;
    }

    /** The float whose exponent is the low byte of x's bits: 2^(byte − 127), or 0 for byte 0. */
    private int powerOfTwo(int x) {
        return steps.op(Op.FLOAT_OF_BITS, steps.numbered(Op.SHIFT_LEFT, 23, steps.op(Op.BITS, x)));
    }

    /** x = m · 2^k with m in [√½, √2); log x = k ln 2 + log m, and log m = 2 atanh((m − 1) / (m + 1)). */
    private int log(int argument) {
        int zero = steps.constant(0), one = steps.constant(1);
        // a subnormal number gets an exponent like any other by a factor of 2^24
        int tiny = steps.op(Op.LESS, argument, steps.constant(Float.MIN_NORMAL));
        int x = steps.blend(argument, steps.op(Op.MUL, argument, steps.constant(0x1p24)), tiny);
        int bits = steps.op(Op.BITS, x);
        int exponent = steps.numbered(Op.SHIFT_RIGHT, 23, steps.numbered(Op.SUBTRACT_INT, SQRT_HALF, bits));
        int k = steps.op(Op.SUB, steps.op(Op.TO_FLOAT, exponent), steps.blend(zero, steps.constant(24), tiny));
        int shifted = steps.numbered(Op.SHIFT_LEFT, 23, exponent);
        int m = steps.op(Op.FLOAT_OF_BITS, steps.op(Op.SUBTRACT_INTS, bits, shifted));
        int s = steps.op(Op.DIV, steps.op(Op.SUB, m, one), steps.op(Op.ADD, m, one));
        int low = steps.op(Op.FMA, k, steps.constant(LN_2_LOW), twiceAtanh(s));
        int log = steps.op(Op.FMA, k, steps.constant(LN_2_HIGH), low);
        int finite = steps.op(Op.LESS, argument, steps.constant(Float.POSITIVE_INFINITY));
        log = steps.blend(argument, log, finite); // infinity and NaN stay
        log = steps.blend(log, steps.constant(Float.NaN), steps.op(Op.LESS, argument, zero));
        return steps.blend(log, steps.constant(Float.NEGATIVE_INFINITY), steps.op(Op.EQUAL, argument, zero));
    }

    /** 2 s (1 + s²/3 + s⁴/5 + …), for |s| ≤ 1/3. */
    private int twiceAtanh(int s) {
        int square = steps.op(Op.MUL, s, s);
        int series = steps.polynomial(square, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3);
        int twice = steps.op(Op.ADD, s, s);
        return steps.op(Op.FMA, steps.op(Op.MUL, series, square), s, twice);
    }

    /** max(x, 0) + log(1 + e), e = e^−|x|, and log(1 + e) = 2 atanh(e / (2 + e)), which keeps a small e. */
    private int softplus(int x) {
        int e = exp(steps.op(Op.NEG, steps.op(Op.ABS, x)));
        int s = steps.op(Op.DIV, e, steps.op(Op.ADD, e, steps.constant(2)));
        return steps.op(Op.ADD, relu(x), twiceAtanh(s));
    }

    /** sin(x + quarter · π/2): x = n · π/2 + r; n chooses between sine and cosine of r and their signs. */
    private int sine(int x, int quarter) {
        int round = steps.constant(ROUND);
        int bits = steps.op(Op.FMA, x, steps.constant(2 / Math.PI), round);
        int n = steps.op(Op.SUB, bits, round);
        int r = reduce(x, n, 1.5703125, 4.837512969970703e-4, 7.549789948768648e-8);
        int square = steps.op(Op.MUL, r, r);
        int sine = steps.polynomial(square, -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1);
        sine = steps.op(Op.FMA, steps.op(Op.MUL, sine, square), r, r);
        int cosine =
                steps.polynomial(square, 2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5, 1);
        int turned = quarter == 0 ? bits : steps.op(Op.ADD, bits, steps.constant(quarter));
        // the two low bits at the top of a float: not zero for an odd number of quarters, negative from a half turn on
        int quarters = steps.numbered(Op.SHIFT_LEFT, 30, steps.op(Op.BITS, turned));
        int even = steps.op(Op.EQUAL, steps.op(Op.FLOAT_OF_BITS, quarters), steps.constant(0));
        int sign = steps.numbered(Op.AND_INT, Integer.MIN_VALUE, quarters);
        int plusOrMinusOne = steps.numbered(Op.SUBTRACT_INT, -Float.floatToRawIntBits(1), sign);
        return steps.op(Op.MUL, steps.blend(cosine, sine, even), steps.op(Op.FLOAT_OF_BITS, plusOrMinusOne));
    }

    /** Two compares and blends: cheaper than {@code max} and {@code min} on AVX-512, and NaN passes through. */
    private int clamp(int x, int low, int high) {
        int raised = steps.blend(x, low, steps.op(Op.LESS, x, low));
        return steps.blend(raised, high, steps.op(Op.GREATER, x, high));
    }

    private int sign(int x) {
        int zero = steps.constant(0);
        int positive = steps.blend(x, steps.constant(1), steps.op(Op.GREATER, x, zero));
        return steps.blend(positive, steps.constant(-1), steps.op(Op.LESS, x, zero));
    }

    private int step(int x) {
        int zero = steps.constant(0);
        return steps.blend(zero, steps.constant(1), steps.op(Op.GREATER, x, zero));
    }

    private int relu(int x) {
        int zero = steps.constant(0);
        return steps.blend(x, zero, steps.op(Op.LESS_OR_EQUAL, x, zero));
    }
}
