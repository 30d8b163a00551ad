package dev.unroll.tasks.serve;

import dev.unroll.tasks.Lanes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A text on its way through a model, from its first character to its end. The {@link Batcher}'s thread has it read a character a step;
 * whoever asked for it waits for what comes of it, or cancels it.
 */
public abstract class Passage {
    /** What {@link #next} says when the text waits for its reader. */
    static final int WAITS = -1;

    /** How a passage ended. */
    public enum End {
        /** All was read and written that was asked for. */
        FINISHED,
        /** It was cancelled by whoever asked for it. */
        CANCELLED,
        /** Its time was up. */
        TIMED_OUT,
        /** The batcher was closed. */
        CLOSED
    }

    private final long deadline;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private volatile boolean cancelled;

    /** @param limit after which it ends, whether it waits for a lane or runs */
    Passage(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    /** The token to read next, or {@link #WAITS}. */
    abstract int next();

    /**
     * Takes what the model made of the token.
     *
     * @param scores of the next character, from {@code at}
     * @return whether there is more to read
     */
    abstract boolean read(float[] scores, int at, Lanes lanes, int lane);

    /** How it must end now though there is more to read, or null. */
    @Nullable
    End overdue(long now) {
        return cancelled ? End.CANCELLED : now - deadline > 0 ? End.TIMED_OUT : null;
    }

    void begin() {
        begun.countDown();
    }

    void end(End how) {
        end.complete(how);
        begun.countDown();
    }

    void fail(Throwable why) {
        end.completeExceptionally(why);
        begun.countDown();
    }

    /** Ends it at the next step. */
    public void cancel() {
        cancelled = true;
    }

    /** Waits until it has a lane, or is over without. */
    public void awaitBegin() throws InterruptedException {
        begun.await();
    }

    public boolean isOver() {
        return end.isDone();
    }

    /** Waits until it is over. */
    public End await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Waits so long; null if it goes on. */
    public @Nullable End await(Duration atMost) throws InterruptedException {
        try {
            return end.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            return null;
        }
    }

    private static IllegalStateException failure(ExecutionException e) {
        return new IllegalStateException("the model failed: " + e.getCause(), e);
    }
}
