package dev.unroll.inspect;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import dev.unroll.recurrence.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gates of a cell: its intermediates whose value is a sigmoid.
 *
 * @param watched the same cell, with a further state for each gate that keeps its value; its other states are as they were
 * @param states the name of that state, by gate
 */
record Gates(Cell watched, Map<String, String> states) {
    static Gates of(Cell cell) {
        List<Cell.Equation> equations = new ArrayList<>();
        Map<String, String> states = new LinkedHashMap<>();
        for (int i = 0; i < cell.equations().size(); i++) {
            Cell.Equation equation = cell.equations().get(i);
            equations.add(equation);
            // A cell hands on its last state: what comes after that one's equation cannot act on it, nor stand there.
            boolean acts = cell.equations().subList(i, cell.equations().size()).stream()
                    .anyMatch(Cell.Equation::isState);
            if (acts && isGate(equation)) {
                String state = "unrolled_gate_" + equation.target();
                states.put(equation.target(), state);
                equations.add(new Cell.Equation(state + "'", Expr.var(equation.target())));
            }
        }
        return new Gates(new Cell(cell.name(), equations, cell.inits()), states);
    }

    private static boolean isGate(Cell.Equation equation) {
        return !equation.isState()
                && !equation.isOutput()
                && equation.value() instanceof Expr.Call call
                && call.function() == Function.SIGMOID;
    }
}
