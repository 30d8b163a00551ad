package dev.unroll.tasks.search;

import dev.unroll.kernel.CounterRandom;
import java.util.List;

/** Random choices one after the other; the same seed and stream give the same. */
final class Dice {
    private final CounterRandom random;
    private long thrown;

    Dice(long seed, long stream) {
        random = new CounterRandom(seed, stream);
    }

    /** Evenly from 0 to before {@code bound}. */
    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(random.bits(thrown++), bound);
    }

    <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }
}
