package dev.unroll.expr;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Named expressions over the {@link Function}s, called like them: {@code silu(a)} is read as {@code a * sigmoid(a)}. A new
 * activation is one line here; its gradient and its fast code follow.
 */
enum Activation {
    /** Maas, Hannun and Ng 2013. */
    LEAKY_RELU("max(x, 0.01 * x)", "x"),
    /** Collobert 2004. */
    HARDTANH("max(-1, min(1, x))", "x"),
    /** Hendrycks and Gimpel 2016, the form with tanh. */
    GELU("0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x^3)))", "x"),
    /** Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya 2017. */
    SILU("x * sigmoid(x)", "x"),
    /** A radial basis function: 1 at the centre w, falling over a distance of s. */
    RBF("exp(-((w - x) / s)^2)", "x w s");

    private final String definition;
    private final String arguments;

    Activation(String definition, String arguments) {
        this.definition = definition;
        this.arguments = arguments;
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    int arity() {
        return arguments().size();
    }

    private List<String> arguments() {
        return List.of(arguments.split(" "));
    }

    /** The definition with its arguments put in. */
    Expr of(List<Expr> values) {
        return Expr.parse(definition).substitute(name -> values.get(arguments().indexOf(name)));
    }

    static Optional<Activation> named(String spelling) {
        return Arrays.stream(values())
                .filter(a -> a.spelling().equals(spelling))
                .findFirst();
    }
}
