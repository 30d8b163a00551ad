package dev.unroll.app;

import dev.unroll.kernel.Engine;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --threads}, and the engine that runs on them. */
final class ThreadsOption {
    private static final int MOST = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with; results do not depend on it (default: all processors).")
    private @Nullable Integer threads;

    private int count() {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("--threads must be between 1 and " + MOST + ", got " + count);
        }
        return count;
    }

    Engine start() {
        return Engine.start(count());
    }

    /** Starts it on a thread of its own: finding the kernels and reading files need not wait for each other. */
    CompletableFuture<Engine> starting() {
        int count = count();
        return CompletableFuture.supplyAsync(
                () -> Engine.start(count), task -> Thread.ofPlatform().daemon().start(task));
    }
}
