package dev.unroll.tasks;

import dev.unroll.nn.Directions;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;

/** Numbers to train in a stack of recurrent layers, counted without making it. */
public final class StackSize {
    private StackSize() {}

    /** @param input tokens, or numbers of a step */
    public static long of(Cell cell, int input, int hidden, RecurrentOptions stack) {
        boolean both = stack.directions() == Directions.CONCATENATED || stack.directions() == Directions.SUMMED;
        int above = stack.directions() == Directions.CONCATENATED ? Math.multiplyExact(2, hidden) : hidden;
        above = stack.skips() ? Math.addExact(above, input) : above;
        long count = 0;
        for (int l = 0; l < stack.layers(); l++) {
            for (int[] shape :
                    cell.parameterShapes(hidden, l == 0 ? input : above).values()) {
                long own = Math.multiplyExact((long) shape[0], shape.length > 1 ? shape[1] : 1);
                count = Math.addExact(count, own * (both ? 2 : 1));
            }
        }
        return count;
    }
}
