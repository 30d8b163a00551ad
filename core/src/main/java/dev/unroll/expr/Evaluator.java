package dev.unroll.expr;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The value of an expression in double precision, straight from its definition. */
final class Evaluator {
    private Evaluator() {}

    static double evaluate(Expr e, ToDoubleFunction<String> values) {
        return switch (e) {
            case Expr.Const c -> c.value();
            case Expr.Var v -> values.applyAsDouble(v.name());
            case Expr.Neg n -> -evaluate(n.of(), values);
            case Expr.Add a -> evaluate(a.left(), values) + evaluate(a.right(), values);
            case Expr.Sub s -> evaluate(s.left(), values) - evaluate(s.right(), values);
            case Expr.Mul m -> evaluate(m.left(), values) * evaluate(m.right(), values);
            case Expr.Div d -> evaluate(d.left(), values) / evaluate(d.right(), values);
            case Expr.Call c -> {
                List<Expr> arguments = c.arguments();
                double first = evaluate(arguments.getFirst(), values);
                double second = arguments.size() > 1 ? evaluate(arguments.get(1), values) : 0;
                yield c.function().apply(first, second);
            }
            case Expr.Product p ->
                throw new IllegalArgumentException(
                        "the product " + p.print() + " is not elementwise: only a recurrence can evaluate it");
            case Expr.Reduction r ->
                throw new IllegalArgumentException(
                        r.print() + " is not elementwise: only a recurrence can evaluate it");
        };
    }
}
