package dev.unroll.inspect;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a cell with an equation for its output makes of the states after a step, as a cell of its own: it has these as further
 * states, and changes none. Its gradient by them is what they are worth to the output of that very step.
 */
final class OutputCell {
    private static final String NEXT = "unrolled_next_";
    private static final String INNER = "unrolled_inner_";

    private OutputCell() {}

    /** The name of the state that a state's next value is here. */
    static String next(String state) {
        return NEXT + state;
    }

    /**
     * @param zoned states of which other equations of the step read what the state's own gives, rather than what it becomes
     */
    static Cell of(Cell cell, Set<String> zoned) {
        List<Cell.Equation> equations = new ArrayList<>();
        for (Cell.Equation e : cell.equations()) {
            if (!e.isState() && !e.isOutput()) {
                equations.add(new Cell.Equation(e.target(), replaced(e.value(), zoned)));
            } else if (e.isState() && zoned.contains(plain(e.target()))) {
                equations.add(new Cell.Equation(INNER + plain(e.target()), replaced(e.value(), zoned)));
            }
        }
        for (String state : cell.states()) {
            equations.add(new Cell.Equation(state + "'", Expr.var(state)));
            equations.add(new Cell.Equation(next(state) + "'", Expr.var(next(state))));
        }
        Expr y = cell.outputEquation().orElseThrow().value();
        equations.add(new Cell.Equation(Cell.OUTPUT, replaced(y, Set.of())));
        return new Cell(cell.name(), equations, Map.of());
    }

    private static String plain(String target) {
        return target.substring(0, target.length() - 1);
    }

    private static Expr replaced(Expr e, Set<String> zoned) {
        if (e instanceof Expr.Var v && v.name().endsWith("'")) {
            String state = plain(v.name());
            return Expr.var(zoned.contains(state) ? INNER + state : next(state));
        }
        return e.map(part -> replaced(part, zoned));
    }
}
