package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One thing that a time step of a cell does: either one matrix applied to one named value, or one
 * elementwise expression. A value that the equations do not name is named by its text, {@code r * h} or {@code Whn (r * h)},
 * which makes equal products one.
 */
sealed interface Operation {
    String target();

    /** target = matrix · operand. */
    record Product(String target, String matrix, String operand) implements Operation {}

    /** target = value, element by element. */
    record Elementwise(String target, Expr value) implements Operation {}

    /** The operations of a cell in order of evaluation. */
    static List<Operation> of(Cell cell) {
        List<Operation> operations = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Cell.Equation equation : cell.equations()) {
            operations.add(new Elementwise(equation.target(), withoutProducts(equation.value(), operations, named)));
        }
        return List.copyOf(operations);
    }

    /** The expression with every product replaced by its name, after adding the operations that compute the products. */
    private static Expr withoutProducts(Expr e, List<Operation> operations, Set<String> named) {
        if (!(e instanceof Expr.Product p)) {
            return e.map(part -> withoutProducts(part, operations, named));
        }
        String name = p.print();
        if (named.add(name)) {
            Expr value = withoutProducts(p.operand(), operations, named);
            String operand =
                    value instanceof Expr.Var v ? v.name() : p.operand().print();
            if (!(value instanceof Expr.Var) && named.add(operand)) {
                operations.add(new Elementwise(operand, value));
            }
            operations.add(new Product(name, p.matrix(), operand));
        }
        return Expr.var(name);
    }
}
