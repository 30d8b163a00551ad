package dev.unroll.train;

/** The loss or its gradient is no longer a finite number: this training cannot go on. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long step;

    /** @param kept updates made in the last state that was saved; negative where none was */
    DivergedException(String what, long step, long kept) {
        super(what + " stopped being a finite number at step " + step
                + (kept < 0 ? ", before anything had been saved" : "; what was saved at step " + kept + " is kept")
                + "; try a lower learning rate or a lower clipping limit");
        this.step = step;
    }

    /** The update that could not be made, counted from 1. */
    public long step() {
        return step;
    }
}
