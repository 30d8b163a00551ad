package dev.unroll.expr;

import java.util.stream.Collectors;

/** Writes an expression so that {@link ExprParser} reads back an equal one, with no parenthesis that it can do without. */
final class Printer {
    private static final int SUM = 1;
    private static final int TERM = 2;
    private static final int UNARY = 3;
    private static final int PRODUCT = 4;
    private static final int ATOM = 5;

    private Printer() {}

    static String print(Expr e) {
        return switch (e) {
            case Expr.Const c -> number(c.value());
            case Expr.Var v -> v.name();
            // A minus before a bare number would become part of it.
            case Expr.Neg n ->
                "-" + (n.of() instanceof Expr.Const c && !isNegative(c) ? "(" + print(c) + ")" : at(UNARY, n.of()));
            case Expr.Add a -> at(SUM, a.left()) + " + " + at(TERM, a.right());
            case Expr.Sub s -> at(SUM, s.left()) + " - " + at(TERM, s.right());
            case Expr.Mul m ->
                exponent(m) > 1
                        ? at(ATOM, m.right()) + "^" + exponent(m)
                        : at(TERM, m.left()) + " * " + at(UNARY, m.right());
            case Expr.Div d -> at(TERM, d.left()) + " / " + at(UNARY, d.right());
            case Expr.Call c ->
                c.arguments().stream()
                        .map(Printer::print)
                        .collect(Collectors.joining(", ", c.function().spelling() + "(", ")"));
            case Expr.Product p -> p.matrix() + " " + operand(p.operand());
            case Expr.Reduction r -> r.reducer().spelling() + "(" + print(r.operand()) + ")";
        };
    }

    private static String at(int least, Expr e) {
        return precedence(e) < least ? "(" + print(e) + ")" : print(e);
    }

    private static String operand(Expr e) {
        return e instanceof Expr.Const ? "(" + print(e) + ")" : at(ATOM, e);
    }

    private static int precedence(Expr e) {
        return switch (e) {
            case Expr.Add a -> SUM;
            case Expr.Sub s -> SUM;
            case Expr.Mul m -> exponent(m) > 1 ? PRODUCT : TERM;
            case Expr.Div d -> TERM;
            case Expr.Neg n -> UNARY;
            case Expr.Const c -> isNegative(c) ? UNARY : ATOM;
            case Expr.Product p -> PRODUCT;
            case Expr.Var v -> ATOM;
            case Expr.Call c -> ATOM;
            case Expr.Reduction r -> ATOM;
        };
    }

    /** How many equal factors this product is made of, multiplied from the left as the parser does, or 1. */
    private static int exponent(Expr.Mul product) {
        int factors = 2;
        Expr left = product.left();
        while (left instanceof Expr.Mul m && m.right().equals(product.right())) {
            factors++;
            left = m.left();
        }
        return left.equals(product.right()) && factors <= ExprParser.LARGEST_EXPONENT ? factors : 1;
    }

    private static boolean isNegative(Expr.Const c) {
        return Double.compare(c.value(), 0) < 0;
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        String digits = whole ? Long.toString((long) Math.abs(value)) : Double.toString(Math.abs(value));
        return Double.compare(value, 0) < 0 ? "-" + digits : digits;
    }
}
