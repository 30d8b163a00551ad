package dev.unroll.nn;

/** What a convolution reads beyond the ends of a sequence of n steps, 0 … n − 1. */
public enum Padding {
    ZEROS,
    /** The sequence mirrored at its first and last step, which are not repeated: step −1 is step 1. */
    REFLECT,
    /** The first and the last step again. */
    REPLICATE,
    /** The sequence over again. */
    CIRCULAR;

    /** The most steps by which a sequence of n can be padded. */
    int most(int n) {
        return switch (this) {
            case ZEROS, REPLICATE -> Integer.MAX_VALUE;
            case REFLECT -> n - 1;
            case CIRCULAR -> n;
        };
    }

    /** The step of a sequence of n that is read at a step beyond it by no more than {@link #most}; −1 for zeros. */
    int source(int step, int n) {
        if (step >= 0 && step < n) {
            return step;
        }
        return switch (this) {
            case ZEROS -> -1;
            case REFLECT -> n - 1 - Math.abs(n - 1 - Math.abs(step));
            case REPLICATE -> Math.clamp(step, 0, n - 1);
            case CIRCULAR -> Math.floorMod(step, n);
        };
    }
}
