package dev.unroll.expr;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * One elementwise expression, a value. Activations, gates, optimiser updates and losses are written in it, and their
 * gradients are derived from it.
 *
 * <pre>{@code
 * Expr gelu = Expr.parse("x * sigmoid(1.702 * x)");
 * gelu.derivative("x").evaluate(name -> 0.5);
 * }</pre>
 */
public sealed interface Expr {
    /** A number; finite, because no other has a spelling. */
    record Const(double value) implements Expr {
        public Const {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a constant must be finite, got " + value);
            }
        }
    }

    /** A named value; a primed name such as {@code c'} is the next state of a recurrence. */
    record Var(String name) implements Expr {}

    record Neg(Expr of) implements Expr {}

    record Add(Expr left, Expr right) implements Expr {}

    record Sub(Expr left, Expr right) implements Expr {}

    record Mul(Expr left, Expr right) implements Expr {}

    record Div(Expr left, Expr right) implements Expr {}

    /** A function applied to its arguments, as many as its arity. */
    record Call(Function function, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
            if (arguments.size() != function.arity()) {
                throw new IllegalArgumentException(
                        function.spelling() + " takes " + function.arity() + " argument(s), got " + arguments.size());
            }
        }
    }

    /**
     * A matrix parameter applied to a vector, {@code W h}. Only the equations of a recurrence hold one: the recurrence
     * compiler takes them out before anything elementwise is compiled.
     */
    record Product(String matrix, Expr operand) implements Expr {}

    /**
     * One number made of all elements of a vector, {@code mean(v)}, which then stands for a vector of equal elements. Like a
     * product it mixes elements, so only the equations of a recurrence hold one.
     */
    record Reduction(Reducer reducer, Expr operand) implements Expr {}

    /**
     * Reads an expression: {@code + - * /}, unary minus, {@code ^} with a small whole exponent, parentheses,
     * numbers, names (a prime may follow), the functions of {@link Function}, the reductions of {@link Reducer}, and a
     * matrix (upper-case initial) before its operand. Mathematical signs (σ ⊙ · − ²) are read too.
     *
     * @throws ExprException with the position, what was expected and, for a name, the nearest known one
     */
    static Expr parse(String text) {
        return new ExprParser(text).parseWhole();
    }

    static Expr of(double value) {
        return new Const(value);
    }

    static Expr var(String name) {
        return new Var(name);
    }

    static Expr call(Function function, Expr... arguments) {
        return new Call(function, List.of(arguments));
    }

    default Expr plus(Expr other) {
        return new Add(this, other);
    }

    default Expr minus(Expr other) {
        return new Sub(this, other);
    }

    default Expr times(Expr other) {
        return new Mul(this, other);
    }

    /** The text that {@link #parse} reads back to an equal expression, with as few parentheses as that allows. */
    default String print() {
        return Printer.print(this);
    }

    /** An equal expression with constants folded and neutral terms dropped. Where no
     * intermediate value is infinite, its value is the same to the last bit; only a zero may change its sign. */
    default Expr simplify() {
        return Simplifier.simplify(this);
    }

    /** The simplified derivative by one variable; every other name is held constant. */
    default Expr derivative(String variable) {
        return Derivative.of(this, variable);
    }

    /** The value in double precision. */
    default double evaluate(ToDoubleFunction<String> values) {
        return Evaluator.evaluate(this, values);
    }

    /** The names it reads, in order of first appearance. */
    default Set<String> variables() {
        return Traversal.variables(this);
    }

    /** The direct parts of this expression, left to right. */
    default List<Expr> children() {
        return switch (this) {
            case Const c -> List.of();
            case Var v -> List.of();
            case Neg n -> List.of(n.of());
            case Add a -> List.of(a.left(), a.right());
            case Sub s -> List.of(s.left(), s.right());
            case Mul m -> List.of(m.left(), m.right());
            case Div d -> List.of(d.left(), d.right());
            case Call c -> c.arguments();
            case Product p -> List.of(p.operand());
            case Reduction r -> List.of(r.operand());
        };
    }

    /** The same expression with every direct part replaced. */
    default Expr map(UnaryOperator<Expr> f) {
        return switch (this) {
            case Const c -> c;
            case Var v -> v;
            case Neg n -> new Neg(f.apply(n.of()));
            case Add a -> new Add(f.apply(a.left()), f.apply(a.right()));
            case Sub s -> new Sub(f.apply(s.left()), f.apply(s.right()));
            case Mul m -> new Mul(f.apply(m.left()), f.apply(m.right()));
            case Div d -> new Div(f.apply(d.left()), f.apply(d.right()));
            case Call c -> new Call(c.function(), c.arguments().stream().map(f).toList());
            case Product p -> new Product(p.matrix(), f.apply(p.operand()));
            case Reduction r -> new Reduction(r.reducer(), f.apply(r.operand()));
        };
    }

    /** The same expression with every variable replaced by what {@code f} makes of its name. */
    default Expr substitute(java.util.function.Function<String, Expr> f) {
        return this instanceof Var v ? f.apply(v.name()) : map(child -> child.substitute(f));
    }
}
