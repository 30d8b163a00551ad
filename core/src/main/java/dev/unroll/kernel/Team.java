package dev.unroll.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that work on one thing at a time, the caller being one of them. Results must not depend on how many there
 * are: tasks write to places of their own, and work is cut by shapes, never by thread count.
 *
 * <p>Waiting threads spin for some microseconds, since the steps of a recurrence follow each other that fast, and then
 * park: a thread that spins for long on a busy machine keeps the JIT, or another program, from the processor.
 */
public final class Team implements AutoCloseable {
    private static final int SPINS = 4_000;
    /** Nanoseconds between two looks of one who waits long. */
    private static final int NAP = 20_000;

    /** What every member does between two meetings. */
    @FunctionalInterface
    public interface Body {
        /**
         * @param member 0 … members−1; 0 is the calling thread
         * @param members how many run this body
         * @param barrier wait here until all members arrive; every member calls it equally often
         */
        void run(int member, int members, Barrier barrier);
    }

    /** A meeting point of all members. */
    public final class Barrier {
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile int round;
        private int members;

        private Barrier() {}

        /** Waits for the others. Fails when another member failed, so that nobody waits for ever. */
        public void await() {
            if (members == 1) {
                return;
            }
            int mine = round;
            if (arrived.incrementAndGet() == members) {
                arrived.setPlain(0);
                round = mine + 1;
                return;
            }
            for (int spins = 0; round == mine; spins++) {
                if (failure.get() != null) {
                    throw new IllegalStateException("another member of the team failed");
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP);
                }
            }
        }
    }

    private final int size;
    private final Thread[] workers;
    private final Barrier barrier = new Barrier();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int generation;
    private volatile boolean closed;
    private volatile @Nullable Body body;

    /** A team of {@code size} members: the caller and {@code size − 1} daemon threads. */
    public Team(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team needs at least one thread, got " + size);
        }
        this.size = size;
        workers = new Thread[size - 1];
        for (int i = 0; i < workers.length; i++) {
            int member = i + 1;
            workers[i] = Thread.ofPlatform().daemon().name("unroll-" + member).start(() -> work(member));
        }
    }

    public int size() {
        return size;
    }

    /** Runs {@code task(0) … task(tasks − 1)}, each once, on whichever member is free. Returns when all are done. */
    public void forEach(int tasks, IntConsumer task) {
        if (tasks == 1 || size == 1) {
            for (int i = 0; i < tasks; i++) {
                task.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        together((member, members, meet) -> {
            for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                task.accept(i);
            }
        });
    }

    /** Runs the body on every member at the same time and returns when all are done; rethrows the first failure. */
    public synchronized void together(Body work) {
        if (size == 1) {
            barrier.members = 1;
            work.run(0, 1, barrier);
            return;
        }
        failure.set(null);
        barrier.members = size;
        barrier.arrived.setPlain(0);
        body = work;
        running.set(workers.length);
        generation++;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
        try {
            work.run(0, size, barrier);
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        }
        for (int spins = 0; running.get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP);
            }
        }
        body = null;
        Throwable failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        } else if (failed instanceof Error e) {
            throw e;
        }
    }

    private void work(int member) {
        int seen = 0;
        while (true) {
            for (int spins = 0; generation == seen && !closed; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen++;
            try {
                Body current = body;
                if (current != null) {
                    current.run(member, size, barrier);
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            } finally {
                running.decrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
    }
}
