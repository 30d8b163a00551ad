package dev.unroll.recurrence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many elements every value of a cell has: D for what is made of the input alone, else H. The width of a matrix's
 * operand is the number of its columns.
 */
record Shapes(Map<String, Integer> values, Map<String, Integer> columns) {
    /** @throws IllegalArgumentException where an equation mixes D and H elements, or a matrix meets both */
    static Shapes of(Cell cell, List<Operation> operations, int hidden, int input) {
        if (hidden < 1 || input < 1) {
            throw new IllegalArgumentException(
                    "a cell needs at least one hidden unit and one input, got " + hidden + " and " + input);
        }
        Map<String, Integer> values = new LinkedHashMap<>();
        Map<String, Integer> columns = new LinkedHashMap<>();
        values.put(Cell.INPUT, input);
        cell.states().forEach(state -> values.put(state, hidden));
        cell.vectors().forEach(vector -> values.put(vector, hidden));
        for (Operation operation : operations) {
            int width = hidden;
            switch (operation) {
                case Operation.Product p -> {
                    int operand = values.getOrDefault(p.operand(), hidden);
                    Integer before = columns.putIfAbsent(p.matrix(), operand);
                    if (before != null && before != operand) {
                        throw mixed(cell, p.matrix() + " is applied to x and to a hidden value,", hidden, input);
                    }
                }
                case Operation.Elementwise e -> {
                    List<Integer> widths = e.value().variables().stream()
                            .map(name -> values.getOrDefault(name, hidden))
                            .distinct()
                            .toList();
                    width = widths.isEmpty() ? hidden : widths.getFirst();
                    boolean narrowState = e.target().endsWith("'") && width != hidden;
                    if (widths.size() > 1 || narrowState) {
                        throw mixed(cell, e.target() + " takes x and hidden values element by element,", hidden, input);
                    }
                }
            }
            values.put(operation.target(), width);
        }
        return new Shapes(values, columns);
    }

    int of(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    int columnsOf(String matrix) {
        return Objects.requireNonNull(columns.get(matrix), matrix);
    }

    private static IllegalArgumentException mixed(Cell cell, String what, int hidden, int input) {
        return new IllegalArgumentException(
                "cell " + cell.name() + ": " + what + " which needs as many inputs as hidden"
                        + " units, but there are " + input + " inputs and " + hidden
                        + " hidden units; put a matrix before x, or"
                        + " make the two numbers equal");
    }
}
