package dev.unroll.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls code on slivers of work until the JIT has compiled it. Vector code that is not compiled yet allocates an object
 * for every operation, and a first training step would take many seconds. Nothing a rehearsal computes is used, so it
 * changes speed only.
 *
 * <p>All pieces are called before any is waited for: the JIT has several threads, and the machine nothing better to do.
 */
public final class Rehearsal {
    /** Calls after which a method has been seen often enough for the JIT's best compiler, which then only needs time. */
    private static final int SEEN = 60;

    private static final long NAP = 1_000_000;

    /** @param enough well above the nanoseconds that a call takes compiled, well below what it takes uncompiled */
    private record Piece(long enough, Runnable sliver) {
        boolean isCompiled() {
            long before = System.nanoTime();
            sliver.run();
            return System.nanoTime() - before < enough;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();

    /**
     * Adds a piece.
     *
     * @param enough nanoseconds, well above what a call takes compiled, well below what it takes uncompiled
     * @param sliver the code on the least work that passes through all of it; it may be called from here alone
     */
    public void add(long enough, Runnable sliver) {
        pieces.add(new Piece(enough, sliver));
    }

    /**
     * Calls every piece until a call takes less than its time, and forgets it then.
     *
     * @param limit after which the rest is left to the work itself
     * @return false if the time was up first
     */
    public boolean run(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int calls = 1; !pieces.isEmpty(); calls++) {
            pieces.removeIf(Piece::isCompiled);
            if (System.nanoTime() > deadline) {
                return pieces.isEmpty();
            }
            if (calls > SEEN) {
                LockSupport.parkNanos(NAP); // the compiler needs the processor more
            }
        }
        return true;
    }
}
