package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Settings;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}: settings out of a file, over which those of other options go. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings to begin with, as a run's config.json has them; it may say just some. Options go before.")
    private @Nullable Path file;

    /** What stands in the base, the file and the options, the last word to the last. */
    JsonObject settings(TaskFace face, JsonObject base, Limit limit) {
        JsonObject said = file == null ? base : Settings.read(file, face.name(), base);
        return Usage.check(() -> face.settings(said, limit));
    }
}
