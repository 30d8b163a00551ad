package dev.unroll.expr;

import static dev.unroll.expr.Function.COS;
import static dev.unroll.expr.Function.SIGMOID;
import static dev.unroll.expr.Function.SIGN;
import static dev.unroll.expr.Function.SIN;
import static dev.unroll.expr.Function.STEP;

import dev.unroll.expr.Expr.Add;
import dev.unroll.expr.Expr.Div;
import dev.unroll.expr.Expr.Mul;
import dev.unroll.expr.Expr.Neg;
import dev.unroll.expr.Expr.Sub;

/**
 * Symbolic differentiation. Where a function's slope follows from its own value, as 1 − tanh² does, it is written so:
 * the value is there already after a forward pass, and nothing cancels.
 */
final class Derivative {
    private static final Expr ZERO = Expr.of(0);
    private static final Expr ONE = Expr.of(1);

    private Derivative() {}

    static Expr of(Expr e, String variable) {
        return slope(e, variable).simplify();
    }

    private static Expr slope(Expr e, String v) {
        // A part that does not read the variable adds nothing, even where its own slope is infinite.
        if (!e.variables().contains(v)) {
            return ZERO;
        }
        return switch (e) {
            case Expr.Const c -> ZERO;
            case Expr.Var x -> ONE;
            case Neg n -> new Neg(slope(n.of(), v));
            case Add a -> new Add(slope(a.left(), v), slope(a.right(), v));
            case Sub s -> new Sub(slope(s.left(), v), slope(s.right(), v));
            case Mul m -> product(m, slope(m.left(), v), slope(m.right(), v));
            case Div d -> quotient(d, slope(d.left(), v), slope(d.right(), v));
            case Expr.Call c
            when c.function().arity() == 2 ->
                choice(c, slope(c.arguments().get(0), v), slope(c.arguments().get(1), v));
            case Expr.Call c ->
                chain(outer(c, c.arguments().getFirst()), slope(c.arguments().getFirst(), v));
            case Expr.Product p ->
                throw new IllegalArgumentException(
                        "the product " + p.print() + " is not elementwise: it has no derivative by " + v);
            case Expr.Reduction r ->
                throw new IllegalArgumentException(r.print() + " is not elementwise: it has no derivative by " + v);
        };
    }

    private static Expr product(Mul m, Expr left, Expr right) {
        if (m.left().equals(m.right())) {
            return chain(Expr.of(2).times(m.left()), left);
        }
        return new Add(chain(m.right(), left), chain(m.left(), right));
    }

    /** (a/b)' = (a' − (a/b) b') / b. */
    private static Expr quotient(Div d, Expr left, Expr right) {
        return new Div(new Sub(left, chain(d, right)), d.right());
    }

    /** The slope of a function of one argument by that argument. */
    private static Expr outer(Expr.Call f, Expr u) {
        return switch (f.function()) {
            case EXP -> f;
            case LOG -> new Div(ONE, u);
            case SQRT -> new Div(Expr.of(0.5), f);
            case ABS -> Expr.call(SIGN, u);
            case SIGN, STEP -> ZERO;
            case TANH -> ONE.minus(f.times(f));
            case SIGMOID -> f.times(ONE.minus(f));
            case RELU -> Expr.call(STEP, u);
            case SOFTPLUS -> Expr.call(SIGMOID, u);
            case SIN -> Expr.call(COS, u);
            case COS -> new Neg(Expr.call(SIN, u));
            case MIN, MAX -> throw new IllegalArgumentException(f.function() + " has two arguments");
        };
    }

    /** min and max pass the slope of the argument they take; of equal ones, of the second. */
    private static Expr choice(Expr.Call c, Expr first, Expr second) {
        Expr a = c.arguments().get(0);
        Expr b = c.arguments().get(1);
        Expr takesFirst = Expr.call(STEP, c.function() == Function.MAX ? a.minus(b) : b.minus(a));
        return new Add(chain(takesFirst, first), chain(ONE.minus(takesFirst), second));
    }

    private static Expr chain(Expr outer, Expr inner) {
        return outer.equals(ZERO) || inner.equals(ZERO) ? ZERO : outer.times(inner);
    }
}
