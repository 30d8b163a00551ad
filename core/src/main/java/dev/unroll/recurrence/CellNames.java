package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.ExprException;
import dev.unroll.expr.ExprParser;
import dev.unroll.expr.Reducer;
import dev.unroll.expr.Spelling;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the names on the right-hand sides of a cell's equations mean, the equations being read from the top down. */
final class CellNames implements ExprParser.Names {
    private final String text;
    private final Set<String> targets;
    /** Names that an init line declares to be parameters. */
    private final Set<String> declared;

    private final CellWidths widths;
    /** Targets of the equations read so far. */
    private final Set<String> assigned = new LinkedHashSet<>();

    CellNames(String text, Set<String> targets, Set<String> declared) {
        this.text = text;
        this.targets = targets;
        this.declared = declared;
        widths = new CellWidths(text);
    }

    /** The equation for {@code target} has been read. */
    void endEquation(String target) {
        assigned.add(target);
        widths.endEquation(target.equals(Cell.OUTPUT));
    }

    @Override
    public Expr product(String spelling, int offset, Expr operand) {
        if (isPrimed(spelling)) {
            throw error(offset, "the matrix " + spelling + " has a prime", "only states have a next value");
        }
        String matrix = plain(spelling, offset).name();
        widths.product(matrix, offset, operand.equals(Expr.var(Cell.INPUT)));
        return new Expr.Product(matrix, operand);
    }

    @Override
    public Expr reduction(Reducer reducer, int offset, Expr operand) {
        widths.hidden(reducer.spelling() + "(…)", offset);
        return new Expr.Reduction(reducer, operand);
    }

    @Override
    public Expr value(String spelling, int offset) {
        TimeIndex index = plain(spelling, offset);
        String name = index.name();
        if (isMatrix(name)) {
            throw error(
                    offset,
                    "the matrix " + name + " has no operand",
                    "write " + name + " h or " + name + " x; the name of a vector starts with a lower-case letter");
        }
        if (name.equals(Cell.INPUT)) {
            return input(index, offset);
        }
        return switch (index.when()) {
            case PRIMED -> next(name, offset);
            case BEFORE -> previous(name, offset);
            case NOW -> targets.contains(name + "'") ? next(name, offset) : now(name, offset);
            case UNSAID -> targets.contains(name + "'") ? hidden(name, offset) : now(name, offset);
        };
    }

    private Expr input(TimeIndex index, int offset) {
        return switch (index.when()) {
            case UNSAID, NOW -> {
                widths.input(offset);
                yield Expr.var(Cell.INPUT);
            }
            case BEFORE ->
                throw error(offset, "the input before is gone", "keep it in a state: write last' = x and read last");
            case PRIMED -> throw error(offset, "x' would be the next input, which is not known yet", "write x");
        };
    }

    private Expr hidden(String name, int offset) {
        widths.hidden(name, offset);
        return Expr.var(name);
    }

    private Expr next(String name, int offset) {
        String target = name + "'";
        if (!targets.contains(target)) {
            throw error(
                    offset,
                    target + " is read but never assigned",
                    suggestion(target, "add an equation " + target + " = …"));
        }
        return above(target, offset);
    }

    private Expr previous(String name, int offset) {
        if (!targets.contains(name + "'")) {
            throw error(
                    offset,
                    name + " one step back is read, but " + name + " is no state",
                    suggestion(name, "add an equation " + name + "' = …"));
        }
        return hidden(name, offset);
    }

    /** An intermediate or a vector parameter. */
    private Expr now(String name, int offset) {
        if (targets.contains(name)) {
            return above(name, offset);
        }
        boolean vector = name.startsWith("b") || name.startsWith("w") || declared.contains(name);
        if (vector) {
            widths.vector(name, offset);
            return Expr.var(name);
        }
        if (ExprParser.isFunction(name)) {
            throw error(offset, name + " is a function", "write its argument in parentheses, " + name + "(…)");
        }
        throw error(
                offset,
                "unknown name " + name,
                suggestion(name, "(a vector parameter starts with b or w, or is declared with init)"));
    }

    private Expr above(String target, int offset) {
        if (target.equals(Cell.OUTPUT)) {
            throw error(
                    offset,
                    "y is what the step hands on, and no equation reads it",
                    "give a value that others read another name");
        }
        if (!assigned.contains(target)) {
            boolean state = isPrimed(target);
            String last = target.substring(0, target.length() - 1);
            throw error(
                    offset,
                    target + " is read before its equation",
                    "move its equation up" + (state ? ", or read the state before, " + last : ""));
        }
        return hidden(target, offset);
    }

    private String suggestion(String name, String otherwise) {
        Set<String> known = new LinkedHashSet<>();
        targets.stream().filter(CellNames::isPrimed).forEach(t -> known.add(t.substring(0, t.length() - 1)));
        known.addAll(targets);
        known.add(Cell.INPUT);
        known.addAll(declared);
        return Spelling.nearest(name, known)
                        .map(near -> "did you mean " + near + "? ")
                        .orElse("")
                + otherwise;
    }

    /** A name with its index in time taken off. */
    TimeIndex plain(String spelling, int offset) {
        TimeIndex index = TimeIndex.of(spelling);
        if (!index.isPlain()) {
            throw error(offset, spelling + " is no name", "the times are t and t-1, as in h_{t} and h_{t-1}");
        }
        return index;
    }

    static boolean isPrimed(String target) {
        return target.endsWith("'");
    }

    static boolean isMatrix(String name) {
        return Character.isUpperCase(name.codePointAt(0));
    }

    private ExprException error(int offset, String problem, String remedy) {
        return new ExprException(text, offset, problem, remedy);
    }
}
