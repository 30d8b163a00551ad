package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.ExprException;
import dev.unroll.expr.ExprParser;
import dev.unroll.expr.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the equation language. A first pass over the lines finds what is assigned and initialised, so that the second,
 * which reads the right-hand sides, knows what every name means and can tell a slip from a parameter.
 */
final class CellParser {
    /** A left-hand side, with the parser that stands before the right-hand side. */
    private record Line(String target, ExprParser rest) {}

    private final String text;
    private final CellNames names;
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> targets = new LinkedHashSet<>();
    private final Map<String, Init> inits = new LinkedHashMap<>();
    private final Map<String, Integer> initOffsets = new LinkedHashMap<>();
    /** Names that the text reads one step back; {@code h_t = …} gives a state if {@code h_{t-1}} is among them. */
    private final Set<String> before = new LinkedHashSet<>();

    private CellParser(String text) {
        this.text = text;
        names = new CellNames(text, targets, inits.keySet());
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
        if (targets.stream().noneMatch(CellNames::isPrimed)) {
            throw error(
                    0,
                    "no equation gives a next state",
                    "prime the target of one, as in h' = tanh(Wxh x + Whh h + bh)");
        }
        List<Cell.Equation> equations = new ArrayList<>();
        for (Line line : lines) {
            Expr value = line.rest().expression();
            line.rest().expectEnd();
            names.endEquation(line.target());
            equations.add(new Cell.Equation(line.target(), value));
        }
        Cell cell = new Cell(name, equations, inits);
        checkInits(cell);
        return cell;
    }

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
                statements.add(new ExprParser(text, start, start + code.length(), names));
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
        String twin = CellNames.isPrimed(target) ? target.substring(0, target.length() - 1) : target + "'";
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
        TimeIndex index = names.plain(spelling, offset);
        String name = index.name();
        if (name.equals(Cell.INPUT)) {
            throw error(offset, "x is the input and cannot be assigned", "give the result another name");
        }
        if (CellNames.isMatrix(name)) {
            throw error(
                    offset, name + " is a matrix and cannot be assigned", "start the name with a lower-case letter");
        }
        if (ExprParser.isFunction(name)) {
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
        Init init = InitParser.parse(statement);
        statement.expectEnd();
        if (init.needsMatrix() && !CellNames.isMatrix(name)) {
            throw error(valueOffset, name + " is a vector; only a matrix can start as " + init.print(), "");
        }
        if (inits.put(name, init) != null) {
            throw error(offset, name + " is initialised twice", "");
        }
        initOffsets.put(name, offset);
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

    private ExprException error(int offset, String problem, String remedy) {
        return new ExprException(text, offset, problem, remedy);
    }
}
