package dev.unroll.recurrence;

import dev.unroll.kernel.Program;
import java.util.Locale;

/**
 * A place in memory that a pointwise program reads or writes, one padded row of the hidden width for every sequence of
 * the batch.
 *
 * @param index which of its kind: product, group, value, operand, state, vector
 */
public record Slot(Kind kind, int index) {
    /** Where the row of time step t lies. */
    public enum Kind {
        /** Result of a product of this stage. */
        PRODUCT(Time.NONE),
        /** Input product of a group, made for all time steps before the recurrence starts. */
        HOISTED(Time.NOW),
        /** A group's column: its hoisted product first, a saved value later, its gradient in the end. */
        GROUP(Time.NOW),
        /** A value kept for the backward pass, or for a later stage. */
        VALUE(Time.NOW),
        /** An operand of recurrent products: the previous state (so row t holds the state after step t−1), or a value. */
        OPERAND(Time.NOW),
        OPERAND_NEXT(Time.NEXT),
        /** A state that no product reads; row t holds it as step t−1 left it. */
        STATE(Time.NOW),
        STATE_NEXT(Time.NEXT),
        /** What the layer hands to the one above. */
        OUTPUT(Time.NOW),
        /** A vector parameter, or what is made of such parameters alone. */
        VECTOR(Time.NONE),
        /** What a recurrent matrix multiplies is multiplied by this first; the same at every step. */
        DROPOUT(Time.NONE),
        /** How much of a state is kept rather than replaced. */
        ZONEOUT(Time.NOW),
        /** One number for each sequence: a reduction, or what is made of reductions. */
        REDUCED(Time.NOW),
        /** Gradient of the output, from above. */
        OUTPUT_GRADIENT(Time.NOW),
        /** Elementwise part of a state's gradient: from step t+1 … */
        CARRY(Time.ALTERNATE_NEXT),
        /** … and to step t−1. The two alternate, so neither overwrites the other. */
        CARRY_OUT(Time.ALTERNATE),
        /** Gradient of a value between two stages of one step. */
        PARTIAL(Time.NONE),
        /** The mean over a row of the gradient of such a number, or what is made of such means; one number, too. */
        GRADIENT_MEAN(Time.NONE),
        /**
         * Gradient of a vector parameter, added up over time for each sequence apart: the sum over the sequences comes in
         * the end and in one order, however they were shared out.
         */
        VECTOR_GRADIENT(Time.NONE);

        final Time time;

        Kind(Time time) {
            this.time = time;
        }
    }

    /** How a slot moves with time. */
    public enum Time {
        NONE,
        NOW,
        NEXT,
        ALTERNATE,
        ALTERNATE_NEXT
    }

    /** How a program reads it. */
    Program.Kind input() {
        return switch (kind) {
            case VECTOR -> Program.Kind.ROW;
            case REDUCED, GRADIENT_MEAN -> Program.Kind.COLUMN;
            default -> Program.Kind.BLOCK;
        };
    }

    /** Its name in programs. */
    public String label() {
        return kind.name().toLowerCase(Locale.ROOT) + index;
    }
}
