package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tasks.nplm.NplmArchitecture;
import dev.unroll.tasks.nplm.NplmTask;
import dev.unroll.train.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nplm}: learning text from the few symbols before each. */
final class NplmFace implements TaskFace {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Text to learn: files, folders, .gz, .zip, or - for the standard input.")
    private List<String> paths = List.of();

    @Mixin
    private final LevelOptions texts = new LevelOptions();

    @Option(names = "--context", paramLabel = "N", description = "Symbols that are read (default: 5).")
    private @Nullable Integer context;

    @Option(names = "--width", paramLabel = "N", description = "Numbers of a symbol's vector (default: 64).")
    private @Nullable Integer width;

    @Option(names = "--hidden", paramLabel = "N", description = "Hidden units (default: 256).")
    private @Nullable Integer hidden;

    @Option(names = "--direct", description = "Vectors go to the scores past the hidden units too.")
    private boolean direct;

    @Mixin
    private final WindowOptions options = new WindowOptions();

    @Override
    public String name() {
        return NplmTask.NAME;
    }

    @Override
    public JsonObject standard() {
        return NplmTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        NplmArchitecture model = NplmArchitecture.fromJson(base.getObject("model"));
        return NplmTask.settings(
                new NplmArchitecture(
                        context == null ? model.context() : context,
                        width == null ? model.width() : width,
                        hidden == null ? model.hidden() : hidden,
                        direct || model.direct()),
                options.settings(WindowSettings.fromJson(base.getObject("training")), limit));
    }

    @Override
    public Task task(@Nullable JsonObject began) {
        return new NplmTask(texts.read(paths, began));
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
