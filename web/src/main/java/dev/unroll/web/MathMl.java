package dev.unroll.web;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Cell;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A cell's equations as a slide shows them, in MathML, which browsers typeset and screen readers speak. */
final class MathMl {
    /** How strongly an expression binds; a weaker one needs parentheses inside a stronger. */
    private static final int SUM = 1;

    private static final int TERM = 2;
    private static final int FACTOR = 3;
    private static final int ATOM = 4;

    private final Set<String> timed = new HashSet<>();
    private final Set<String> states;

    private MathMl(Cell cell) {
        states = new HashSet<>(cell.states());
        timed.add(Cell.INPUT);
        cell.equations().forEach(e -> timed.add(e.target()));
    }

    /** One {@code <math>} for each equation. */
    static List<String> of(Cell cell) {
        MathMl writer = new MathMl(cell);
        return cell.equations().stream().map(writer::equation).toList();
    }

    private String equation(Cell.Equation equation) {
        return "<math display=\"block\"><mrow>" + name(equation.target()) + "<mo>=</mo>" + write(equation.value())
                + "</mrow></math>";
    }

    /** A name with its time: the next state is that of t, the state before that of t − 1, a parameter has none. */
    private String name(String name) {
        boolean next = name.endsWith("'");
        String bare = next ? name.substring(0, name.length() - 1) : name;
        String time = next || (timed.contains(bare) && !states.contains(bare))
                ? "<mi>t</mi>"
                : states.contains(bare) ? "<mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow>" : "";
        String first = bare.substring(0, bare.offsetByCodePoints(0, 1));
        String rest = bare.substring(first.length());
        boolean matrix = Character.isUpperCase(first.codePointAt(0));
        String letter =
                "<mi" + (matrix ? " mathvariant=\"normal\" class=\"matrix\"" : "") + ">" + escaped(first) + "</mi>";
        String index = rest.isEmpty() ? "" : "<mi>" + escaped(rest) + "</mi>";
        if (index.isEmpty() && time.isEmpty()) {
            return letter;
        }
        String comma = index.isEmpty() || time.isEmpty() ? "" : "<mo separator=\"true\">,</mo>";
        return "<msub>" + letter + "<mrow>" + index + comma + time + "</mrow></msub>";
    }

    private String write(Expr e) {
        return switch (e) {
            case Expr.Const c -> number(c.value());
            case Expr.Var v -> name(v.name());
            case Expr.Neg n -> "<mo form=\"prefix\">−</mo>" + at(FACTOR, n.of());
            case Expr.Add a -> at(SUM, a.left()) + "<mo>+</mo>" + at(SUM, a.right());
            case Expr.Sub s -> at(SUM, s.left()) + "<mo>−</mo>" + at(TERM, s.right());
            case Expr.Mul m -> at(TERM, m.left()) + times(m) + at(FACTOR, m.right());
            case Expr.Div d ->
                "<mfrac><mrow>" + write(d.left()) + "</mrow><mrow>" + write(d.right()) + "</mrow></mfrac>";
            case Expr.Call c -> function(c.function().spelling(), c.arguments());
            case Expr.Reduction r -> function(r.reducer().spelling(), List.of(r.operand()));
            case Expr.Product p -> name(p.matrix()) + "<mo>&#x2062;</mo>" + at(ATOM, p.operand());
        };
    }

    /** Elementwise, unless a number is one of the two. */
    private static String times(Expr.Mul m) {
        boolean number = m.left() instanceof Expr.Const || m.right() instanceof Expr.Const;
        return number ? "<mo>·</mo>" : "<mo>⊙</mo>";
    }

    private String function(String spelling, List<Expr> arguments) {
        String name = spelling.equals("sigmoid") ? "<mi>σ</mi>" : "<mi mathvariant=\"normal\">" + spelling + "</mi>";
        String inside =
                arguments.stream().map(this::write).collect(Collectors.joining("<mo separator=\"true\">,</mo>"));
        return name + "<mo>&#x2061;</mo><mrow><mo stretchy=\"false\">(</mo>" + inside
                + "<mo stretchy=\"false\">)</mo></mrow>";
    }

    private String at(int strength, Expr e) {
        String written = write(e);
        return strength(e) < strength
                ? "<mrow><mo stretchy=\"false\">(</mo>" + written + "<mo stretchy=\"false\">)</mo></mrow>"
                : written;
    }

    private static int strength(Expr e) {
        return switch (e) {
            case Expr.Add a -> SUM;
            case Expr.Sub s -> SUM;
            case Expr.Mul m -> TERM;
            case Expr.Neg n -> TERM;
            case Expr.Product p -> FACTOR;
            case Expr.Const c when c.value() < 0 -> TERM;
            default -> ATOM;
        };
    }

    private static String number(double value) {
        String text = value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
        return value < 0 ? "<mo form=\"prefix\">−</mo><mn>" + text.substring(1) + "</mn>" : "<mn>" + text + "</mn>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
