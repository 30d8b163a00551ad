package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Reducer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One thing that a time step of a cell does: one matrix applied to one named value, one reduction of a named value, or one
 * elementwise expression. A value that the equations do not name is named by its text, {@code r * h} or {@code Whn (r * h)},
 * which makes equal products one.
 */
sealed interface Operation {
    String target();

    /** target = matrix · operand. */
    record Product(String target, String matrix, String operand) implements Operation {}

    /** target = one number made of all elements of the operand, in every place. */
    record Reduction(String target, Reducer reducer, String operand) implements Operation {}

    /** target = value, element by element. */
    record Elementwise(String target, Expr value) implements Operation {}

    /** The operations of a cell in order of evaluation. */
    static List<Operation> of(Cell cell) {
        List<Operation> operations = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Cell.Equation equation : cell.equations()) {
            operations.add(new Elementwise(equation.target(), elementwise(equation.value(), operations, named)));
        }
        return List.copyOf(operations);
    }

    /** What is left when products and reductions are replaced by their names, after adding the operations that compute them. */
    private static Expr elementwise(Expr e, List<Operation> operations, Set<String> named) {
        if (!(e instanceof Expr.Product) && !(e instanceof Expr.Reduction)) {
            return e.map(part -> elementwise(part, operations, named));
        }
        String name = e.print();
        if (named.add(name)) {
            String operand = operand(e.children().getFirst(), operations, named);
            operations.add(
                    switch (e) {
                        case Expr.Product p -> new Product(name, p.matrix(), operand);
                        case Expr.Reduction r -> new Reduction(name, r.reducer(), operand);
                        default -> throw new IllegalStateException(name);
                    });
        }
        return Expr.var(name);
    }

    private static String operand(Expr e, List<Operation> operations, Set<String> named) {
        Expr value = elementwise(e, operations, named);
        if (value instanceof Expr.Var v) {
            return v.name();
        }
        String name = e.print();
        if (named.add(name)) {
            operations.add(new Elementwise(name, value));
        }
        return name;
    }
}
