package dev.unroll.nn;

/** Which way a stack reads its sequences. */
public enum Directions {
    FORWARD,
    /** From each sequence's own last step to its first. Its output for a step stands at that step. */
    BACKWARD,
    /** Both ways (Schuster and Paliwal 1997); a layer's outputs side by side, forward first. */
    CONCATENATED,
    /** Both ways; a layer's outputs are added. */
    SUMMED;

    /** How many recurrences a layer is made of. */
    public int count() {
        return this == FORWARD || this == BACKWARD ? 1 : 2;
    }

    /** Whether a layer's recurrence of that number begins at the last step. */
    boolean isReversed(int direction) {
        return this == BACKWARD || direction == 1;
    }
}
