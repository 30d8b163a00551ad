package dev.unroll.tasks.search;

import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * A changed cell.
 *
 * @param what was done to its parent, in a few words
 */
record Mutant(Cell cell, String what) {
    private static final int MOST_EQUATIONS = 12;
    private static final int MOST_PARTS = 90;
    private static final int MOST_MATRICES = 12;
    private static final int MOST_STATES = 4;

    /** How often a change that leads nowhere is drawn anew. */
    private static final int TRIES = 200;

    /** Widths at which a value as wide as the input cannot pass for one as wide as a state. */
    private static final int HIDDEN = 5;

    private static final int INPUT = 3;

    /** One or two changes, until what comes out is a cell, another one, and not too large. */
    static Mutant of(Cell parent, Dice dice) {
        String before = CellKey.of(parent);
        for (int i = 0; i < TRIES; i++) {
            Equations equations = new Equations(parent);
            List<String> done = new ArrayList<>();
            for (int changes = dice.below(3) == 0 ? 2 : 1; changes > 0; changes--) {
                Mutation mutation = dice.pick(List.of(Mutation.values()));
                done.add(mutation.change(equations, dice.below(equations.size()), dice));
            }
            done.removeIf(String::isEmpty);
            Cell cell = equations.cell();
            if (!done.isEmpty() && isSound(cell) && !CellKey.of(cell).equals(before)) {
                return new Mutant(cell, String.join("; ", done));
            }
        }
        throw new IllegalArgumentException("found no change of cell " + parent.name() + " that leaves it a cell");
    }

    private static boolean isSound(Cell cell) {
        int parts = cell.equations().stream()
                .mapToInt(e -> Equations.parts(e.value()).size())
                .sum();
        if (cell.equations().size() > MOST_EQUATIONS
                || parts > MOST_PARTS
                || cell.matrices().size() > MOST_MATRICES
                || cell.states().size() > MOST_STATES) {
            return false;
        }
        try {
            CellKey.of(cell);
            cell.parameterShapes(HIDDEN, INPUT);
            Plan.of(cell);
            return Cell.parse(cell.name(), cell.print()).equals(cell);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
