package dev.unroll.recurrence;

import dev.unroll.expr.ExprException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to it that every name keeps one width: x has D elements, hidden values H, and the output y O. Names are reported
 * as they are read; what stands in the operand of a matrix is known when the matrix is, and what does not, at the end of the
 * equation.
 */
final class CellWidths {
    private enum Kind {
        INPUT,
        HIDDEN,
        VECTOR,
        MATRIX_OF_INPUT,
        MATRIX_OF_HIDDEN
    }

    private record Use(String name, int offset, Kind kind) {}

    /** What a parameter is for. */
    private record Role(boolean ofInput, boolean givesOutput) {}

    private final String text;
    /** Names of the equation at hand that may still turn out to belong to an operand. */
    private final List<Use> open = new ArrayList<>();

    private final Map<String, Role> roles = new HashMap<>();

    CellWidths(String text) {
        this.text = text;
    }

    void input(int offset) {
        open.add(new Use(Cell.INPUT, offset, Kind.INPUT));
    }

    void hidden(String name, int offset) {
        open.add(new Use(name, offset, Kind.HIDDEN));
    }

    void vector(String name, int offset) {
        open.add(new Use(name, offset, Kind.VECTOR));
    }

    /** A product whose operand, all that follows its offset, has been read. */
    void product(String matrix, int offset, boolean ofInput) {
        open.stream().filter(use -> use.offset() > offset).forEach(use -> settle(use, false));
        open.removeIf(use -> use.offset() > offset);
        open.add(new Use(matrix, offset, ofInput ? Kind.MATRIX_OF_INPUT : Kind.MATRIX_OF_HIDDEN));
    }

    void endEquation(boolean ofOutput) {
        open.forEach(use -> settle(use, ofOutput));
        open.clear();
    }

    private void settle(Use use, boolean inOutput) {
        switch (use.kind()) {
            case HIDDEN -> {
                if (inOutput) {
                    throw error(
                            use,
                            use.name() + " is as wide as the states, and y has a width of its own",
                            "apply a matrix to it, as in Wy h'");
                }
            }
            case INPUT, MATRIX_OF_INPUT -> {
                if (inOutput) {
                    throw error(
                            use,
                            "y cannot read x itself",
                            "name a hidden value made of it, u = W x, and read that: Wyu u");
                }
                if (use.kind() == Kind.MATRIX_OF_INPUT) {
                    note(use, new Role(true, false));
                }
            }
            case VECTOR, MATRIX_OF_HIDDEN -> note(use, new Role(false, inOutput));
        }
    }

    private void note(Use use, Role role) {
        Role before = roles.putIfAbsent(use.name(), role);
        if (before == null || before.equals(role)) {
            return;
        }
        String clash = before.givesOutput() != role.givesOutput()
                ? " serves y, which has a width of its own, and a hidden value"
                : " is applied to x, which has a width of its own, and to a hidden value";
        throw error(use, use.name() + clash, "give each a parameter of its own");
    }

    private ExprException error(Use use, String problem, String remedy) {
        return new ExprException(text, use.offset(), problem, remedy);
    }
}
