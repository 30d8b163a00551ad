package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.gpt.GptArchitecture;
import dev.unroll.tasks.gpt.GptSettings;
import dev.unroll.tasks.gpt.GptTask;
import dev.unroll.train.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpt}: learning text with a transformer, one symbol at a time. */
final class GptFace implements TaskFace {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Text to learn: files, folders, .gz, .zip, or - for the standard input.")
    private List<String> paths = List.of();

    @Mixin
    private final LevelOptions texts = new LevelOptions();

    @Option(names = "--width", paramLabel = "N", description = "Numbers of a symbol in every layer (default: 128).")
    private @Nullable Integer width;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 4).")
    private @Nullable Integer layers;

    @Option(names = "--heads", paramLabel = "N", description = "Of the attention (default: 4).")
    private @Nullable Integer heads;

    @Option(names = "--context", paramLabel = "N", description = "Symbols of a window (default: 64).")
    private @Nullable Integer context;

    @Option(names = "--batch", paramLabel = "N", description = "Windows of an update (default: 12).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(names = "--dropout", paramLabel = "P", description = "Dropout of symbols and layers (default: 0).")
    private @Nullable Double dropout;

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the text, from its end, held out for validation (default: 0.1).")
    private @Nullable Double validation;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first weights, dropout and windows (default: 1).")
    private @Nullable Long seed;

    @Override
    public String name() {
        return GptTask.NAME;
    }

    @Override
    public JsonObject standard() {
        return GptTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        GptArchitecture model = GptArchitecture.fromJson(base.getObject("model"));
        GptSettings training = GptSettings.fromJson(base.getObject("training"));
        return GptTask.settings(
                new GptArchitecture(
                        width == null ? model.width() : width,
                        layers == null ? model.layers() : layers,
                        heads == null ? model.heads() : heads,
                        context == null ? model.context() : context,
                        dropout == null ? model.dropout() : dropout),
                new GptSettings(
                        batch == null ? training.batch() : batch,
                        updates.updates(training.updates(), limit),
                        validation == null ? training.validation() : validation,
                        seed == null ? training.seed() : seed));
    }

    @Override
    public Task task(@Nullable JsonObject began) {
        return new GptTask(texts.read(paths, began));
    }

    @Override
    public RunNames runs(String prefix) {
        return RunNames.of(prefix, paths.getFirst());
    }

    @Override
    public List<String> dataWords() {
        return texts.words(paths);
    }

    @Override
    public String next(String path) {
        return LmFace.writing(path);
    }
}
