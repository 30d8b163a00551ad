package dev.unroll.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C end a training in good order: the JVM, which is about to stop, waits until the work has come to its end
 * and saved. It then ends with the exit code of the signal, 130 for Ctrl-C.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop asks the work to end soon */
    Interruption(Runnable stop) {
        hook = new Thread(() -> {
            stop.run();
            try {
                finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Everything is saved and said: the JVM may stop. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is stopping; the hook has served.
        }
    }
}
