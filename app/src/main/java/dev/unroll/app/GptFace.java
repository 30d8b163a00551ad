package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tasks.gpt.GptArchitecture;
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

    @Option(names = "--dropout", paramLabel = "P", description = "Dropout of symbols and layers (default: 0).")
    private @Nullable Double dropout;

    @Mixin
    private final WindowOptions options = new WindowOptions();

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
        return GptTask.settings(
                new GptArchitecture(
                        width == null ? model.width() : width,
                        layers == null ? model.layers() : layers,
                        heads == null ? model.heads() : heads,
                        context == null ? model.context() : context,
                        dropout == null ? model.dropout() : dropout),
                options.settings(WindowSettings.fromJson(base.getObject("training")), limit));
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
