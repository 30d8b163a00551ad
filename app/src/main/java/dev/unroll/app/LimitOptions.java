package dev.unroll.app;

import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to train: one of {@code --epochs}, {@code --steps} and {@code --minutes}. */
final class LimitOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "Train for N passes over the text (default: 10).")
    private @Nullable Long epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Train for N updates.")
    private @Nullable Long steps;

    @Option(names = "--minutes", paramLabel = "M", description = "Train for M minutes.")
    private @Nullable Double minutes;

    /** The limit that was given, or the base. */
    Limit limit(Limit base) {
        if ((epochs == null ? 0 : 1) + (steps == null ? 0 : 1) + (minutes == null ? 0 : 1) > 1) {
            throw new IllegalArgumentException("--epochs, --steps and --minutes exclude each other; give one of them");
        }
        if (epochs != null) {
            return new Limit.Epochs(epochs);
        }
        if (steps != null) {
            return new Limit.Steps(steps);
        }
        return minutes == null ? base : new Limit.Minutes(minutes);
    }
}
