package dev.unroll.kernel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls code on slivers of work until the JIT has compiled it. Vector code that is not compiled yet allocates an object
 * for every operation, and a first training step would take many seconds. Nothing a rehearsal computes is used, so it
 * changes speed only.
 */
public final class Rehearsal {
    /** Calls after which a method has been seen often enough for the JIT's best compiler, which then only needs time. */
    private static final int SEEN = 200;

    private static final long NAP = 1_000_000;

    private final long deadline;

    private Rehearsal(long deadline) {
        this.deadline = deadline;
    }

    /** A rehearsal that gives up after a while and leaves the rest to the work itself. */
    public static Rehearsal within(Duration limit) {
        return new Rehearsal(System.nanoTime() + limit.toNanos());
    }

    /**
     * Calls {@code sliver} until a call takes less than {@code enough} nanoseconds.
     *
     * @param enough well above what compiled code takes, well below what it takes uncompiled
     * @return false if the time was up first
     */
    public boolean repeat(long enough, Runnable sliver) {
        for (int calls = 1; ; calls++) {
            long before = System.nanoTime();
            sliver.run();
            long now = System.nanoTime();
            if (now - before < enough) {
                return true;
            }
            if (now > deadline) {
                return false;
            }
            if (calls > SEEN) {
                LockSupport.parkNanos(NAP); // the compiler needs the processor more
            }
        }
    }
}
