package dev.unroll.recurrence;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Tells where the time of a run goes: whoever ends a part says so, and what has passed since the last word is that part's. */
final class StageClock {
    /** What a run is made of; the products and the loops of each stage count for themselves. */
    enum Part {
        BEFORE,
        FORWARD_PRODUCTS,
        FORWARD_LOOPS,
        READOUT,
        BACKWARD_PRODUCTS,
        BACKWARD_LOOPS,
        WEIGHTS
    }

    /** The clock of runs that nobody measures. */
    static final StageClock OFF = new StageClock(0);

    private final boolean on;
    private final Map<Part, long[]> nanos = new EnumMap<>(Part.class);
    private long last;

    /** @param stages at most, in either direction; 0 for a clock that stands still */
    StageClock(int stages) {
        on = stages > 0;
        for (Part part : Part.values()) {
            nanos.put(part, new long[stages]);
        }
    }

    /** What passes from here on counts. */
    void start() {
        if (on) {
            last = System.nanoTime();
        }
    }

    void end(Part part, int stage) {
        if (on) {
            long now = System.nanoTime();
            of(part)[stage] += now - last;
            last = now;
        }
    }

    private long[] of(Part part) {
        return Objects.requireNonNull(nanos.get(part));
    }

    double seconds(Part part, int stage) {
        return of(part)[stage] * 1e-9;
    }

    double seconds() {
        return nanos.values().stream().flatMapToLong(Arrays::stream).sum() * 1e-9;
    }
}
