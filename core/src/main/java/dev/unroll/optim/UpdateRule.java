package dev.unroll.optim;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an optimiser changes one number, written as expressions over the parameter {@code p}, its gradient {@code g}, the
 * learning rate {@code lr}, moments of its own, and for Adam the bias corrections {@code c1} = 1 / (1 − β₁ᵗ) and {@code c2}
 * = 1 / (1 − β₂ᵗ). A moment's next value is written with a prime and may be used by the lines after it.
 *
 * @param name as {@code --optimizer} takes it
 * @param moments kept for each parameter, zero at first
 * @param next expression of each moment's next value, in order
 * @param parameter expression of the new parameter
 * @param beta1 decay behind {@code c1}, 0 where unused
 * @param beta2 decay behind {@code c2}, 0 where unused
 */
public record UpdateRule(
        String name, List<String> moments, List<Expr> next, Expr parameter, double beta1, double beta2) {

    private static UpdateRule of(String name, double beta1, double beta2, String... lines) {
        Map<String, Expr> known = new LinkedHashMap<>();
        Expr parameter = Expr.var("p");
        for (String line : lines) {
            int split = line.indexOf('=');
            Expr value = Expr.parse(line.substring(split + 1).strip())
                    .substitute(v -> known.getOrDefault(v, Expr.var(v)))
                    .simplify();
            String target = line.substring(0, split).strip();
            if (target.equals("p'")) {
                parameter = value;
            } else {
                known.put(target, value);
            }
        }
        List<String> moments =
                known.keySet().stream().map(n -> n.substring(0, n.length() - 1)).toList();
        return new UpdateRule(name, moments, List.copyOf(known.values()), parameter, beta1, beta2);
    }

    /** Stochastic gradient descent. */
    public static UpdateRule sgd() {
        return of("sgd", 0, 0, "p' = p - lr * g");
    }

    /** Adagrad (Duchi et al. 2011), with ε inside the root as in min-char-rnn. */
    public static UpdateRule adagrad() {
        return of("adagrad", 0, 0, "s' = s + g * g", "p' = p - lr * g / sqrt(s' + 1e-8)");
    }

    /** RMSProp (Hinton 2012) with char-rnn's decay 0.95. */
    public static UpdateRule rmsprop() {
        return of("rmsprop", 0, 0, "s' = 0.95 * s + 0.05 * g * g", "p' = p - lr * g / (sqrt(s') + 1e-8)");
    }

    /** Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public static UpdateRule adam() {
        return of(
                "adam",
                0.9,
                0.999,
                "m' = 0.9 * m + 0.1 * g",
                "v' = 0.999 * v + 0.001 * g * g",
                "p' = p - lr * c1 * m' / (sqrt(v' * c2) + 1e-8)");
    }

    /** Every rule by name. */
    public static Map<String, UpdateRule> all() {
        Map<String, UpdateRule> rules = new LinkedHashMap<>();
        for (UpdateRule rule : List.of(adam(), rmsprop(), adagrad(), sgd())) {
            rules.put(rule.name(), rule);
        }
        return rules;
    }

    /**
     * The rule of that name.
     *
     * @throws IllegalArgumentException naming all there are, and the nearest
     */
    public static UpdateRule named(String name) {
        UpdateRule rule = all().get(name);
        if (rule == null) {
            String nearest = Spelling.suggestion(name, all().keySet());
            throw new IllegalArgumentException("unknown optimizer " + name + "; there are "
                    + String.join(", ", all().keySet()) + (nearest.isEmpty() ? "" : "; " + nearest));
        }
        return rule;
    }
}
