package dev.unroll.tasks.serve;

import dev.unroll.kernel.Team;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.TextModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs many passages through one model at once. Its thread owns the model: a step reads one character of each passage that has a
 * lane; between steps passages join that have waited, and those leave that are over. What comes of a passage does not depend on the
 * others.
 *
 * <p>How many may wait is the caller's to bound.
 */
public final class Batcher implements AutoCloseable {
    /** When all passages wait for their readers. */
    private static final long NAP_NANOS = 1_000_000;

    /** Scores of a step from which on they are shared out among the threads. */
    private static final int SCORES_WORTH_SHARING = 1_000;

    private static final long WARM_NANOS = 50_000_000;

    private final TextModel model;
    private final int most;
    private final BatchWatch watch;
    private final Lanes lanes;
    private final float[] scores;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Passage> waiting = new ArrayDeque<>();
    private boolean closed;

    /** By lane; the thread's own. */
    private final List<Passage> running = new ArrayList<>();

    private volatile int runningCount;

    /**
     * Starts the thread.
     *
     * @param most passages that run at once, 1 … {@link Lanes#MOST}
     */
    public Batcher(String name, TextModel model, int most, BatchWatch watch) {
        this.model = model;
        this.most = most;
        this.watch = watch;
        lanes = model.lanes(most);
        scores = new float[Math.multiplyExact(most, model.vocabulary().size())];
        warm();
        thread = Thread.ofPlatform().daemon().name("batch " + name).start(this::run);
    }

    /** Has the JIT compile what steps of any size do, before somebody waits for one. */
    private void warm() {
        for (int n = 1; n <= most; n *= 2) {
            int[] tokens = new int[n];
            for (int lane = 0; lane < n; lane++) {
                lanes.begin(lane);
            }
            for (long start = System.nanoTime(); System.nanoTime() - start < WARM_NANOS; ) {
                lanes.step(tokens, n, scores);
            }
        }
    }

    /**
     * Adds a passage, which waits for a lane.
     *
     * @throws IllegalStateException if this was closed
     */
    public void add(Passage passage) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the batcher is closed");
            }
            waiting.add(passage);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Passages that have a lane. */
    public int running() {
        return runningCount;
    }

    /** Passages that wait for one. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (guardedTurn()) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.forEach(p -> p.end(Passage.End.CLOSED));
        }
    }

    /** Returns false once closed. */
    private boolean turn() throws InterruptedException {
        boolean open = admit();
        if (open) {
            removeOverdue();
            if (!running.isEmpty()) {
                step();
            }
        }
        return open;
    }

    /** Gives free lanes to those who wait; waits itself while nobody is there. Returns false once closed. */
    private boolean admit() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && running.isEmpty() && waiting.isEmpty()) {
                news.await();
            }
            while (!closed && running.size() < most && !waiting.isEmpty()) {
                Passage next = waiting.remove();
                running.add(next);
                lanes.begin(running.size() - 1);
                next.begin();
            }
            expireWaiting();
            runningCount = running.size();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void expireWaiting() {
        long now = System.nanoTime();
        for (Iterator<Passage> all = waiting.iterator(); all.hasNext(); ) {
            Passage passage = all.next();
            Passage.@Nullable End end = passage.overdue(now);
            if (end != null) {
                all.remove();
                passage.end(end);
            }
        }
    }

    private void removeOverdue() {
        long now = System.nanoTime();
        for (int lane = running.size() - 1; lane >= 0; lane--) {
            Passage.@Nullable End end = running.get(lane).overdue(now);
            if (end != null) {
                remove(lane, end);
            }
        }
    }

    /** The last lane's passage goes on in the one that is free now. */
    private void remove(int lane, Passage.End end) {
        Passage over = running.get(lane);
        Passage last = running.removeLast();
        if (lane < running.size()) {
            running.set(lane, last);
            lanes.move(running.size(), lane);
        }
        runningCount = running.size();
        over.end(end);
    }

    /** A mistake must not take the server down: who is under way is told, and those who come later find it working or not. */
    private boolean guardedTurn() throws InterruptedException {
        try {
            return turn();
        } catch (RuntimeException | Error e) {
            running.forEach(p -> p.fail(e));
            running.clear();
            runningCount = 0;
            return true;
        }
    }

    private void step() {
        long start = System.nanoTime();
        int n = running.size();
        int[] tokens = new int[n];
        Arrays.setAll(tokens, lane -> running.get(lane).next());
        int reading = (int) Arrays.stream(tokens).filter(t -> t >= 0).count();
        if (reading == 0) {
            LockSupport.parkNanos(NAP_NANOS);
            return;
        }
        lanes.step(tokens, n, scores);
        boolean[] more = new boolean[n];
        int classes = model.vocabulary().size();
        Team team = model.engine().team();
        int parts = n * classes < SCORES_WORTH_SHARING ? 1 : Math.min(n, 2 * team.size());
        team.forEach(parts, part -> {
            for (int lane = n * part / parts; lane < n * (part + 1) / parts; lane++) {
                more[lane] = tokens[lane] < 0 || running.get(lane).read(scores, lane * classes, lanes, lane);
            }
        });
        for (int lane = n - 1; lane >= 0; lane--) {
            if (!more[lane]) {
                remove(lane, Passage.End.FINISHED);
            }
        }
        watch.step(n, reading, System.nanoTime() - start);
    }

    /** Ends all passages, finished or not. To let them finish, wait before until none is there. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(p -> p.end(Passage.End.CLOSED));
            waiting.clear();
            news.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
