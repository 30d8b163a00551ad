package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.train.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lm}: learning text, one symbol at a time. */
final class LmFace implements TaskFace {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Text to learn: files, folders, .gz, .zip, or - for the standard input.")
    private List<String> paths = List.of();

    @Mixin
    private final LevelOptions texts = new LevelOptions();

    @Mixin
    private final LmOptions options = new LmOptions();

    @Override
    public String name() {
        return "lm";
    }

    @Override
    public JsonObject standard() {
        return LanguageModelTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        return LanguageModelTask.settings(
                options.architecture(Architecture.fromJson(base.getObject("model"))),
                options.settings(TrainingSettings.fromJson(base.getObject("training")), limit));
    }

    @Override
    public Task task(@Nullable JsonObject began) {
        return new LanguageModelTask(texts.read(paths, began));
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
        return writing(path);
    }

    static String writing(String path) {
        return "Let it write:\n  ./unroll sample " + path;
    }
}
