package dev.unroll.app;

import dev.unroll.tasks.WindowSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How language models are trained that read windows; what is not given is as it is in a base. */
final class WindowOptions {
    @Option(names = "--batch", paramLabel = "N", description = "Windows of an update (default: 12; nplm: 512).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the text, from its end, held out for validation (default: 0.1; nplm: 0.05).")
    private @Nullable Double validation;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first weights, dropout and windows (default: 1).")
    private @Nullable Long seed;

    /** @param limit how long the training will be */
    WindowSettings settings(WindowSettings base, Limit limit) {
        return new WindowSettings(
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
