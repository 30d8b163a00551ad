package dev.unroll.expr;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Random expressions for property tests; the seed of the generator names the case. */
final class RandomExpr {
    static final List<String> NAMES = List.of("x", "y", "c'", "b_f", "h1", "ĥ");

    private final RandomGenerator random;
    private final List<Function> functions;
    private final boolean products;

    private RandomExpr(RandomGenerator random, List<Function> functions, boolean products) {
        this.random = random;
        this.functions = functions;
        this.products = products;
    }

    /** Anything that can be written, matrix products included. */
    static Expr any(RandomGenerator random) {
        return new RandomExpr(random, List.of(Function.values()), true).next(random.nextInt(6));
    }

    /** Elementwise, over the given functions. */
    static Expr elementwise(RandomGenerator random, List<Function> functions) {
        return new RandomExpr(random, functions, false).next(2 + random.nextInt(4));
    }

    /** Whether every intermediate value is a number of at most this magnitude. */
    static boolean isBounded(double most, Expr e, ToDoubleFunction<String> values) {
        return Math.abs(e.evaluate(values)) <= most && e.children().stream().allMatch(c -> isBounded(most, c, values));
    }

    private Expr next(int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            return random.nextInt(3) == 0 ? Expr.of(constant()) : Expr.var(NAMES.get(random.nextInt(NAMES.size())));
        }
        return switch (random.nextInt(products ? 8 : 7)) {
            case 0 -> new Expr.Neg(next(depth - 1));
            case 1 -> new Expr.Add(next(depth - 1), next(depth - 1));
            case 2 -> new Expr.Sub(next(depth - 1), next(depth - 1));
            case 3 -> new Expr.Mul(next(depth - 1), next(depth - 1));
            case 4 -> new Expr.Div(next(depth - 1), next(depth - 1));
            case 5 -> power(next(depth - 1));
            case 6 -> call(functions.get(random.nextInt(functions.size())), depth - 1);
            default -> new Expr.Product("W" + random.nextInt(3), next(depth - 1));
        };
    }

    private Expr call(Function function, int depth) {
        return function.arity() == 1 ? Expr.call(function, next(depth)) : Expr.call(function, next(depth), next(depth));
    }

    private Expr power(Expr base) {
        Expr product = base;
        for (int factors = 2 + random.nextInt(3); factors > 1; factors--) {
            product = product.times(base);
        }
        return product;
    }

    private double constant() {
        double[] awkward = {0, -0.0, 1, -1, 2, 0.1, -1.702, 1e-9, 1e15, -3e20, Double.MIN_VALUE, Math.PI};
        return random.nextBoolean() ? awkward[random.nextInt(awkward.length)] : random.nextGaussian();
    }
}
