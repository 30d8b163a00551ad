package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The shapes of a cell's parameters, from where they stand in its equations. */
final class Shapes {
    private final Cell cell;
    private final Set<String> vectors;
    private final int hidden;
    private final int input;
    private final int output;
    private final Map<String, int[]> found = new LinkedHashMap<>();

    private Shapes(Cell cell, int hidden, int input, int output) {
        if (hidden < 1 || input < 1 || output < 1) {
            throw new IllegalArgumentException("a cell needs at least one hidden unit, one input and one output, got "
                    + hidden + ", " + input + " and " + output);
        }
        this.cell = cell;
        this.vectors = Set.copyOf(cell.vectors());
        this.hidden = hidden;
        this.input = input;
        this.output = output;
    }

    static Map<String, int[]> of(Cell cell, int hidden, int input, int output) {
        Shapes shapes = new Shapes(cell, hidden, input, output);
        cell.equations().forEach(e -> shapes.visit(e.value(), e.isOutput() ? output : hidden));
        Map<String, int[]> ordered = new LinkedHashMap<>();
        cell.matrices().forEach(name -> ordered.put(name, shapes.found.get(name)));
        cell.vectors().forEach(name -> ordered.put(name, shapes.found.get(name)));
        return ordered;
    }

    /** @param width elements of the value that the expression gives */
    private void visit(Expr e, int width) {
        switch (e) {
            case Expr.Product p -> {
                boolean ofInput = p.operand().equals(Expr.var(Cell.INPUT));
                note(p.matrix(), width, ofInput ? input : hidden);
                visit(p.operand(), hidden);
            }
            case Expr.Var v when vectors.contains(v.name()) -> note(v.name(), width);
            default -> e.children().forEach(child -> visit(child, width));
        }
    }

    private void note(String name, int... shape) {
        int[] before = found.putIfAbsent(name, shape);
        if (before != null && !Arrays.equals(before, shape)) {
            throw new IllegalArgumentException("cell " + cell.name() + ": " + name + " is " + Arrays.toString(before)
                    + " in one place and " + Arrays.toString(shape)
                    + " in another (x has " + input + " elements, a hidden value " + hidden + ", y " + output
                    + "); use two parameters");
        }
    }
}
