package dev.unroll.nn;

/**
 * Truncated backpropagation through time, BPTT(h; h′) of Williams and Peng (1990): an update every h′ steps of a sequence
 * that may go on for ever, from a gradient that reaches h steps back. The state is carried for ever; where windows
 * overlap, the steps before the new ones are run again, with the weights as they are by then.
 *
 * <pre>{@code
 * Truncation.Window window = new Truncation(10, 50).window(n);
 * // run steps window.from() to window.to() from Start.carried(state, window.carryAfter());
 * // the loss is that of the last 10: the others have had theirs
 * }</pre>
 *
 * With a reach of at least the whole sequence, the sum of the windows' gradients is that of full backpropagation.
 *
 * @param step h′, new steps in each window; k₁ in other texts
 * @param reach h, steps in a window; k₂
 */
public record Truncation(int step, int reach) {
    public Truncation {
        if (step < 1 || reach < step) {
            throw new IllegalArgumentException(
                    "a gradient must reach back at least over the steps since the last update,"
                            + " and these must be at least 1; got a reach of " + reach + " and a step of " + step);
        }
    }

    /** Windows that do not overlap. */
    public static Truncation every(int steps) {
        return new Truncation(steps, steps);
    }

    /**
     * The steps of one update.
     *
     * @param from its first step
     * @param to the step after its last
     * @param carryAfter its steps after which the next window begins
     */
    public record Window(long from, long to, int carryAfter) {}

    /** The window with that number, from 0; the first ones have nothing more to reach back to. */
    public Window window(long number) {
        long from = begin(number);
        return new Window(from, (number + 1) * step, (int) (begin(number + 1) - from));
    }

    private long begin(long number) {
        return Math.max(0, (number + 1) * step - reach);
    }
}
