package dev.unroll.nn;

import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.StateNoise;

/**
 * The noise that a stack is trained with. There is none on a tape for inference, nor in a stream: masks that drop are 1 there,
 * and zoneout mixes by its probability.
 *
 * @param dropout probability of dropping an element between two layers
 * @param variational whether an element that is dropped between two layers is so at every step of its sequence (Gal and
 *     Ghahramani 2016), rather than anew at each
 * @param recurrentDropout probability of dropping an element of what recurrent matrices multiply, at every step of a sequence
 * @param zoneout how likely units keep their previous value
 */
public record Noise(double dropout, boolean variational, double recurrentDropout, Zoneout zoneout) {
    public static final Noise NONE = new Noise(0, false, 0, Zoneout.NONE);

    public Noise {
        Zoneout.checkProbability("dropout", dropout);
        Zoneout.checkProbability("recurrent dropout", recurrentDropout);
    }

    /** Whether training needs no random numbers. */
    boolean isNone() {
        return dropout == 0 && recurrentDropout == 0 && zoneout.isNone();
    }

    /**
     * What of it acts inside a cell.
     *
     * @throws IllegalArgumentException if it names a state that the cell does not have, or would drop nothing
     */
    public StateNoise inside(Cell cell) {
        StateNoise inside = new StateNoise(recurrentDropout, zoneout.of(cell.states()));
        inside.check(cell);
        return inside;
    }
}
