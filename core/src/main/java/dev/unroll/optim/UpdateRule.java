package dev.unroll.optim;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an optimiser changes one number, written as expressions over the parameter {@code p}, its gradient {@code g}, the
 * learning rate {@code lr}, the weight decay {@code wd}, moments of its own, and for Adam the bias corrections {@code c1} =
 * 1 / (1 − β₁ᵗ) and {@code c2} = 1 / (1 − β₂ᵗ). A moment's next value is written with a prime and may be used by the lines
 * after it. A rule that does not read {@code wd} finds λp in its gradient instead.
 *
 * @param name as {@code --optimizer} takes it
 * @param moments kept for each parameter, zero at first
 * @param next expression of each moment's next value, in order
 * @param parameter expression of the new parameter
 * @param beta1 decay behind {@code c1}, 0 where unused
 * @param beta2 decay behind {@code c2}, 0 where unused
 * @param averaging decay of the running average of the parameters that the last moment is; 0 where there is none
 */
public record UpdateRule(
        String name,
        List<String> moments,
        List<Expr> next,
        Expr parameter,
        double beta1,
        double beta2,
        double averaging) {

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
        return new UpdateRule(name, moments, List.copyOf(known.values()), parameter, beta1, beta2, 0);
    }

    /** Stochastic gradient descent. */
    public static UpdateRule sgd() {
        return of("sgd", 0, 0, "p' = p - lr * g");
    }

    /** Momentum as AlexNet has it (Krizhevsky, Sutskever and Hinton 2012), there with a weight decay of 0.0005. */
    public static UpdateRule momentum() {
        return of("momentum", 0, 0, "v' = 0.9 * v - wd * lr * p - lr * g", "p' = p + v'");
    }

    /** Nesterov's momentum in the form of Bengio, Boulanger-Lewandowski and Pascanu (2013): parameters stand one step ahead. */
    public static UpdateRule nesterov() {
        return of("nesterov", 0, 0, "v' = 0.9 * v - lr * g", "p' = p + 0.9 * v' - lr * g");
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
        return of("adam", 0.9, 0.999, ADAM_MEAN, ADAM_SQUARE, "p' = p - " + ADAM_STEP);
    }

    /** Adam whose weight decay acts on the parameters, not through the moments (Loshchilov and Hutter 2019). */
    public static UpdateRule adamw() {
        return of("adamw", 0.9, 0.999, ADAM_MEAN, ADAM_SQUARE, "p' = p - lr * wd * p - " + ADAM_STEP);
    }

    private static final String ADAM_MEAN = "m' = 0.9 * m + 0.1 * g";
    private static final String ADAM_SQUARE = "v' = 0.999 * v + 0.001 * g * g";
    private static final String ADAM_STEP = "lr * c1 * m' / (sqrt(v' * c2) + 1e-8)";

    /**
     * The same rule, which also keeps an exponential average of the parameters with this decay (Polyak and Juditsky 1992),
     * as one more moment; see {@link Optimizer#averaged}.
     *
     * @param decay at least 0 and below 1; 0 for none
     */
    public UpdateRule averaging(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of the average must be at least 0 and below 1, got " + decay);
        }
        if (decay == 0) {
            return this;
        }
        List<String> names = new ArrayList<>(moments);
        List<Expr> values = new ArrayList<>(next);
        names.add("average");
        values.add(Expr.of(decay)
                .times(Expr.var("average"))
                .plus(Expr.of(1 - decay).times(parameter)));
        return new UpdateRule(name, List.copyOf(names), List.copyOf(values), parameter, beta1, beta2, decay);
    }

    /** Whether the weight decay is in the rule, not in the gradient it is given. */
    boolean decaysItself() {
        return parameter.variables().contains("wd");
    }

    /** Every rule by name. */
    public static Map<String, UpdateRule> all() {
        Map<String, UpdateRule> rules = new LinkedHashMap<>();
        for (UpdateRule rule : List.of(adam(), adamw(), rmsprop(), adagrad(), sgd(), momentum(), nesterov())) {
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
