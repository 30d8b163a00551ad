package dev.unroll.web.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives up on readers that take nothing for long: the connection of a write that does not end is closed. */
final class Patience implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final long nanos;
    private final Map<Thread, Long> writing = new ConcurrentHashMap<>();
    private final Thread watch;

    Patience(Duration patience) {
        nanos = patience.toNanos();
        watch = Thread.ofVirtual().name("patience").start(this::look);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                long now = System.nanoTime();
                // Interrupting a thread closes the channel that it writes to.
                writing.forEach((thread, since) -> {
                    if (now - since > nanos) {
                        thread.interrupt();
                    }
                });
            }
        } catch (InterruptedException e) {
            // The site is closed.
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private void watched(Write write) throws IOException {
        writing.put(Thread.currentThread(), System.nanoTime());
        try {
            write.run();
        } finally {
            writing.remove(Thread.currentThread());
        }
    }

    /** The same stream, each write and flush of which is watched. */
    OutputStream over(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                watched(() -> out.write(bytes, from, count));
            }

            @Override
            public void flush() throws IOException {
                watched(out::flush);
            }

            @Override
            public void close() throws IOException {
                watched(out::close);
            }
        };
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
