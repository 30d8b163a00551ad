package dev.unroll.expr;

import dev.unroll.expr.Expr.Add;
import dev.unroll.expr.Expr.Const;
import dev.unroll.expr.Expr.Div;
import dev.unroll.expr.Expr.Mul;
import dev.unroll.expr.Expr.Neg;
import dev.unroll.expr.Expr.Sub;

/**
 * Folds constants and drops neutral terms, from the leaves up, until nothing changes. Where all intermediate values are
 * finite, the value stays as it is to the last bit (a zero may change its sign): no reassociation, because that rounds
 * differently.
 */
final class Simplifier {
    private static final Expr ZERO = new Const(0);

    private Simplifier() {}

    static Expr simplify(Expr e) {
        Expr simpler = pass(e);
        return simpler.equals(e) ? e : simplify(simpler);
    }

    private static Expr pass(Expr e) {
        return local(e.map(Simplifier::pass));
    }

    private static Expr local(Expr e) {
        if (isElementwiseConstant(e)) {
            double value = e.evaluate(name -> {
                throw new IllegalStateException("a constant reads " + name);
            });
            // log(0) has no spelling as a constant: it stays as it is, and so does its meaning.
            return Double.isFinite(value) ? new Const(value) : e;
        }
        return switch (e) {
            case Neg n -> negation(n);
            case Add a -> sum(a);
            case Sub s -> difference(s);
            case Mul m -> product(m);
            case Div d -> quotient(d);
            default -> e;
        };
    }

    private static boolean isElementwiseConstant(Expr e) {
        return !(e instanceof Expr.Var)
                && !(e instanceof Expr.Product)
                && !(e instanceof Expr.Reduction)
                && e.children().stream().allMatch(child -> child instanceof Const);
    }

    private static Expr negation(Neg n) {
        return switch (n.of()) {
            case Neg inner -> inner.of();
            case Sub s -> s.right().minus(s.left());
            default -> n;
        };
    }

    private static Expr sum(Add a) {
        if (is(0, a.left())) {
            return a.right();
        }
        if (is(0, a.right())) {
            return a.left();
        }
        if (a.right() instanceof Neg n) {
            return new Sub(a.left(), n.of());
        }
        if (a.left() instanceof Neg n) {
            return new Sub(a.right(), n.of());
        }
        return a;
    }

    private static Expr difference(Sub s) {
        if (is(0, s.right())) {
            return s.left();
        }
        if (is(0, s.left())) {
            return negation(new Neg(s.right()));
        }
        if (s.left().equals(s.right()) && isFinite(s.left())) {
            return ZERO;
        }
        return s.right() instanceof Neg n ? new Add(s.left(), n.of()) : s;
    }

    private static Expr product(Mul m) {
        if (is(1, m.left())) {
            return m.right();
        }
        if (is(1, m.right())) {
            return m.left();
        }
        if ((is(0, m.left()) && isFinite(m.right())) || (is(0, m.right()) && isFinite(m.left()))) {
            return ZERO;
        }
        if (is(-1, m.left())) {
            return negation(new Neg(m.right()));
        }
        if (is(-1, m.right())) {
            return negation(new Neg(m.left()));
        }
        if (m.left() instanceof Neg a && m.right() instanceof Neg b) {
            return new Mul(a.of(), b.of());
        }
        if (m.left() instanceof Neg n) {
            return new Neg(new Mul(n.of(), m.right()));
        }
        return m.right() instanceof Neg n ? new Neg(new Mul(m.left(), n.of())) : m;
    }

    private static Expr quotient(Div d) {
        if (is(1, d.right())) {
            return d.left();
        }
        if (is(-1, d.right())) {
            return negation(new Neg(d.left()));
        }
        return d.left() instanceof Neg n ? new Neg(new Div(n.of(), d.right())) : d;
    }

    private static boolean is(double value, Expr e) {
        return e instanceof Const c && c.value() == value;
    }

    /** Whether it is finite for all finite inputs (overflow aside), so that zero times it is zero. */
    private static boolean isFinite(Expr e) {
        boolean finite = switch (e) {
            case Div d -> false;
            case Expr.Call c ->
                switch (c.function()) {
                    case LOG, SQRT, EXP -> false;
                    default -> true;
                };
            default -> true;
        };
        return finite && e.children().stream().allMatch(Simplifier::isFinite);
    }
}
