package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.ExprException;
import dev.unroll.expr.ExprParser;
import dev.unroll.expr.Function;
import dev.unroll.expr.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the equation language. A first pass over the lines finds what is assigned and initialised, so that the second,
 * which reads the right-hand sides, knows what every name means and can tell a slip from a parameter.
 */
final class CellParser implements ExprParser.Names {
    /** A left-hand side, with the parser that stands before the right-hand side. */
    private record Line(String target, ExprParser rest) {}

    private final String text;
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> targets = new LinkedHashSet<>();
    private final Map<String, Init> inits = new LinkedHashMap<>();
    private final Map<String, Integer> initOffsets = new LinkedHashMap<>();
    /** Names that the text reads one step back; {@code h_t = …} gives a state if {@code h_{t-1}} is among them. */
    private final Set<String> before = new LinkedHashSet<>();
    /** Targets of the equations read so far. */
    private final Set<String> assigned = new LinkedHashSet<>();

    private CellParser(String text) {
        this.text = text;
    }

    static Cell parse(String name, String text) {
        try {
            return new CellParser(text).cell(name);
        } catch (ExprException e) {
            throw new CellException(name, e);
        }
    }

    private Cell cell(String name) {
        scan();
        if (targets.stream().noneMatch(CellParser::isPrimed)) {
            throw new ExprException(
                    text,
                    0,
                    "no equation gives a next state",
                    "prime the target of one, as in h' = tanh(Wxh x + Whh h + bh)");
        }
        List<Cell.Equation> equations = new ArrayList<>();
        for (Line line : lines) {
            Expr value = line.rest().expression();
            line.rest().expectEnd();
            assigned.add(line.target());
            equations.add(new Cell.Equation(line.target(), value));
        }
        Cell cell = new Cell(name, equations, inits);
        checkInits(cell);
        return cell;
    }

    // First pass: what is assigned and what is initialised.

    private void scan() {
        List<ExprParser> statements = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(start, end);
            String code = line.contains("#") ? line.substring(0, line.indexOf('#')) : line;
            if (!code.isBlank()) {
                before.addAll(TimeIndex.before(code));
                statements.add(new ExprParser(text, start, start + code.length(), this));
            }
            start = end + 1;
        }
        statements.forEach(this::scan);
    }

    private void scan(ExprParser statement) {
        int offset = statement.offset();
        String first = statement.name("an equation such as h' = tanh(Wxh x + Whh h + bh)");
        if (first.equals("init") && !statement.accept("=")) {
            init(statement);
            return;
        }
        if (!first.equals("init")) {
            statement.expect("=");
        }
        String target = target(first, offset);
        String twin = isPrimed(target) ? target.substring(0, target.length() - 1) : target + "'";
        if (targets.contains(twin)) {
            throw error(
                    offset,
                    twin + " is assigned already, and " + target + " is the same name at another time",
                    "give the intermediate a name of its own");
        }
        if (!targets.add(target)) {
            throw error(offset, target + " is assigned twice", "give one of the two another name");
        }
        lines.add(new Line(target, statement));
    }

    private String target(String spelling, int offset) {
        TimeIndex index = plain(spelling, offset);
        String name = index.name();
        if (name.equals(Cell.INPUT)) {
            throw error(offset, "x is the input and cannot be assigned", "give the result another name");
        }
        if (isMatrix(name)) {
            throw error(
                    offset, name + " is a matrix and cannot be assigned", "start the name with a lower-case letter");
        }
        if (Function.named(name).isPresent()) {
            throw error(offset, name + " is a function and cannot be assigned", "give the result another name");
        }
        return switch (index.when()) {
            case UNSAID -> name;
            case PRIMED -> name + "'";
            // The output is a state even where nothing reads it back.
            case NOW -> before.contains(name) || name.equals("h") ? name + "'" : name;
            case BEFORE ->
                throw error(offset, "the state before is given", "an equation gives " + name + "', the next");
        };
    }

    private void init(ExprParser statement) {
        int offset = statement.offset();
        String name = TimeIndex.of(statement.name("the name of a parameter")).name();
        statement.expect("=");
        int valueOffset = statement.offset();
        Init init = initValue(statement);
        statement.expectEnd();
        if (init.needsMatrix() && !isMatrix(name)) {
            throw error(valueOffset, name + " is a vector; only a matrix can start as " + init.print(), "");
        }
        if (inits.put(name, init) != null) {
            throw error(offset, name + " is initialised twice", "");
        }
        initOffsets.put(name, offset);
    }

    private static Init initValue(ExprParser statement) {
        if (!statement.atName()) {
            return new Init.Constant(statement.number());
        }
        int offset = statement.offset();
        String kind = statement.name("an initialiser");
        Optional<Init> named = Init.named(kind);
        if (named.isPresent()) {
            return named.get();
        }
        if (!kind.equals("uniform") && !kind.equals("normal")) {
            throw statement.error(
                    offset,
                    "unknown initialiser " + kind,
                    "write a number, uniform(0.08), normal(0.01), fanin, glorot, he, orthogonal or identity");
        }
        statement.expect("(");
        int numberOffset = statement.offset();
        double spread = statement.number();
        if (spread < 0) {
            throw statement.error(numberOffset, "the spread of a distribution cannot be negative", "");
        }
        statement.expect(")");
        return kind.equals("uniform") ? new Init.Uniform(spread) : new Init.Normal(spread);
    }

    private void checkInits(Cell cell) {
        Set<String> parameters = new LinkedHashSet<>(cell.matrices());
        parameters.addAll(cell.vectors());
        initOffsets.forEach((name, offset) -> {
            if (!parameters.contains(name)) {
                throw error(
                        offset,
                        "init names " + name + ", which is no parameter of an equation",
                        Spelling.suggestion(name, parameters));
            }
        });
    }

    // Second pass: what the names on the right mean.

    @Override
    public String matrix(String spelling, int offset) {
        if (isPrimed(spelling)) {
            throw error(offset, "the matrix " + spelling + " has a prime", "only states have a next value");
        }
        return plain(spelling, offset).name();
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
            case UNSAID -> targets.contains(name + "'") ? Expr.var(name) : now(name, offset);
        };
    }

    private Expr input(TimeIndex index, int offset) {
        return switch (index.when()) {
            case UNSAID, NOW -> Expr.var(Cell.INPUT);
            case BEFORE ->
                throw error(offset, "the input before is gone", "keep it in a state: write last' = x and read last");
            case PRIMED -> throw error(offset, "x' would be the next input, which is not known yet", "write x");
        };
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
        return Expr.var(name);
    }

    /** An intermediate or a vector parameter. */
    private Expr now(String name, int offset) {
        if (targets.contains(name)) {
            return above(name, offset);
        }
        boolean vector = name.startsWith("b") || name.startsWith("w") || inits.containsKey(name);
        if (vector) {
            return Expr.var(name);
        }
        if (Function.named(name).isPresent()) {
            throw error(offset, name + " is a function", "write its argument in parentheses, " + name + "(…)");
        }
        throw error(
                offset,
                "unknown name " + name,
                suggestion(name, "(a vector parameter starts with b or w, or is declared with init)"));
    }

    private Expr above(String target, int offset) {
        if (!assigned.contains(target)) {
            boolean state = isPrimed(target);
            String last = target.substring(0, target.length() - 1);
            throw error(
                    offset,
                    target + " is read before its equation",
                    "move its equation up" + (state ? ", or read the state before, " + last : ""));
        }
        return Expr.var(target);
    }

    private String suggestion(String name, String otherwise) {
        Set<String> known = new LinkedHashSet<>();
        targets.stream().filter(CellParser::isPrimed).forEach(t -> known.add(t.substring(0, t.length() - 1)));
        known.addAll(targets);
        known.add(Cell.INPUT);
        known.addAll(inits.keySet());
        return Spelling.nearest(name, known)
                        .map(near -> "did you mean " + near + "? ")
                        .orElse("")
                + otherwise;
    }

    private TimeIndex plain(String spelling, int offset) {
        TimeIndex index = TimeIndex.of(spelling);
        if (!index.isPlain()) {
            throw error(offset, spelling + " is no name", "the times are t and t-1, as in h_{t} and h_{t-1}");
        }
        return index;
    }

    private static boolean isPrimed(String target) {
        return target.endsWith("'");
    }

    private static boolean isMatrix(String name) {
        return Character.isUpperCase(name.codePointAt(0));
    }

    private ExprException error(int offset, String problem, String remedy) {
        return new ExprException(text, offset, problem, remedy);
    }
}
