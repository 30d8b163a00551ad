package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.train.Limit;
import dev.unroll.train.SavePolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to train, when to give up, and when to save; what is not given is as it is in a base. */
final class LoopOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "Train for N passes over the data (default: 10).")
    private @Nullable Long epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Train for N updates.")
    private @Nullable Long steps;

    @Option(names = "--minutes", paramLabel = "M", description = "Train for M minutes.")
    private @Nullable Double minutes;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop early, after N validations in a row that were no better than the best"
                    + " (default: 0, never).")
    private @Nullable Integer patience;

    @Option(
            names = "--save-every",
            paramLabel = "WHEN",
            description = "Save after so many updates, or so much time: 500, 30s, 10m, 2h"
                    + " (default: at every epoch's end and every minute).")
    private @Nullable String saveEvery;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "How many of the newest checkpoints stay, beside the best one (default: 2).")
    private @Nullable Integer keep;

    @Option(
            names = "--histograms",
            paramLabel = "N",
            description = "Note norms and histograms of weights and gradients every N updates (default: 0, never).")
    private @Nullable Long histograms;

    @Option(names = "--tensorboard", description = "Write events for TensorBoard into the run's folder as well.")
    private boolean tensorBoard;

    Loop loop(Loop base) {
        SavePolicy saving = saveEvery == null ? base.saving() : base.saving().every(saveEvery);
        return new Loop(
                limit(base.limit()),
                patience == null ? base.patience() : patience,
                keep == null ? saving : saving.keeping(keep),
                histograms == null ? base.measure() : histograms,
                tensorBoard || base.tensorBoard());
    }

    private Limit limit(Limit base) {
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

    /** Refuses patience where nothing is held out for it to wait for. */
    static Loop checked(Loop loop, JsonObject settings) {
        JsonObject training = settings.getObject("training");
        if (loop.patience() > 0 && training.has("validation") && training.getDouble("validation") == 0) {
            throw new IllegalArgumentException(
                    "--patience waits for a better validation, but nothing is held out; hold something out with --val");
        }
        return loop;
    }
}
