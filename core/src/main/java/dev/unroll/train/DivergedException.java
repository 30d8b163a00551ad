package dev.unroll.train;

import java.util.Optional;

/** The loss or its gradient is no longer a finite number: this training cannot go on. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String REMEDY = "begin anew with a lower learning rate";

    private final long step;

    /** @param kept updates made in the last state that was saved; negative where none was */
    DivergedException(String what, long step, Optional<FirstNonFinite> first, long kept) {
        super(what + " stopped being a finite number at step " + step
                + first.map(f -> ", where first " + f.what()).orElse("")
                + (kept < 0 ? ", before anything had been saved" : "; what was saved at step " + kept + " is kept")
                + "; " + first.map(f -> f.kind().remedy).orElse(REMEDY));
        this.step = step;
    }

    /** The update that could not be made, counted from 1. */
    public long step() {
        return step;
    }
}
