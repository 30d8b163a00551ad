package dev.unroll.expr;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What makes one number of all elements of a vector; see {@link Expr.Reduction}. */
public enum Reducer {
    /** Their mean. */
    MEAN,
    /** The mean of their squared distances from the mean, divided by their number as layer normalisation has it. */
    VAR;

    /** The name written in an expression, for example {@code mean}. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reducer of this spelling. */
    public static Optional<Reducer> named(String spelling) {
        return Arrays.stream(values())
                .filter(r -> r.spelling().equals(spelling))
                .findFirst();
    }

    /** The value in double precision. */
    public double apply(double[] v) {
        double mean = Arrays.stream(v).sum() / v.length;
        return switch (this) {
            case MEAN -> mean;
            case VAR -> Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / v.length;
        };
    }
}
