package dev.unroll.expr;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The elementwise functions an expression may call. Each knows its plain double value; its derivative is an expression
 * too (see {@link Expr#derivative}).
 */
public enum Function {
    EXP(1),
    LOG(1),
    SQRT(1),
    ABS(1),
    /** −1, 0 or 1. */
    SIGN(1),
    /** 1 where the argument is above zero, else 0: the derivative of relu. */
    STEP(1),
    TANH(1),
    /** 1 / (1 + e^−x). */
    SIGMOID(1),
    RELU(1),
    /** log(1 + e^x), computed without overflow. */
    SOFTPLUS(1),
    SIN(1),
    COS(1),
    MIN(2),
    MAX(2);

    private final int arity;

    Function(int arity) {
        this.arity = arity;
    }

    public int arity() {
        return arity;
    }

    /** The name written in an expression, for example {@code sigmoid}. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The function of this spelling. */
    public static Optional<Function> named(String spelling) {
        return Arrays.stream(values())
                .filter(f -> f.spelling().equals(spelling))
                .findFirst();
    }

    /** The value in double precision; {@code b} is ignored by functions of one argument. */
    public double apply(double a, double b) {
        return switch (this) {
            case EXP -> Math.exp(a);
            case LOG -> Math.log(a);
            case SQRT -> Math.sqrt(a);
            case ABS -> Math.abs(a);
            case SIGN -> Math.signum(a);
            case STEP -> a > 0 ? 1 : 0;
            case TANH -> Math.tanh(a);
            case SIGMOID -> 1 / (1 + Math.exp(-a));
            case RELU -> Math.max(a, 0);
            case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
            case SIN -> Math.sin(a);
            case COS -> Math.cos(a);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
        };
    }
}
