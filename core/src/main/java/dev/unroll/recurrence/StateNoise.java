package dev.unroll.recurrence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Noise that keeps a cell from relying on single units while it is trained. The compiler works it into the equations, and the
 * numbers come from outside, so that a cell knows nothing of it.
 *
 * <p>Dropout: a matrix W that is applied to a value v made of states is applied to m ⊙ v instead. A mask m has zeros and
 * 1 / (1 − dropout), and is the same at every step of a sequence (Gal and Ghahramani 2016); each value has one of its own. What an
 * equation reads of a state element by element, such as an LSTM's c, is left alone, so that memory is not wiped out.
 *
 * <p>Zoneout: a state takes z ⊙ s + (1 − z) ⊙ s', where s' is what its equation gives, and other equations of the step read that
 * (Krueger et al. 2017). z is 1 with the state's probability, else 0, anew at every step; outside training z is the
 * probability.
 *
 * @param dropout probability of dropping an element, at least 0 and below 1
 * @param zoneout probability of keeping an element of a state, likewise, by state; one left out is 0
 */
public record StateNoise(double dropout, Map<String, Double> zoneout) {
    public static final StateNoise NONE = new StateNoise(0, Map.of());

    public StateNoise {
        Map<String, Double> kept = new LinkedHashMap<>();
        zoneout.forEach((state, p) -> {
            if (p > 0) {
                kept.put(state, p);
            }
        });
        zoneout = Collections.unmodifiableMap(kept);
    }

    /**
     * Sees to it that a cell can have it.
     *
     * @throws IllegalArgumentException if it names a state that the cell does not have, or would drop nothing
     */
    public void check(Cell cell) {
        new Translation(cell, this);
    }
}
