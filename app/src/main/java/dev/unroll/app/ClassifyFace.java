package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.classify.Architecture;
import dev.unroll.tasks.classify.ClassifySettings;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code classify}: naming the class of a text or a series. */
final class ClassifyFace implements TaskFace {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "Items with labels: .tsv or .csv whose first line names its columns, .jsonl, or .ts (UCR/UEA), .gz of these; or a folder or .zip of WAV files.")
    private Path file = Path.of("");

    @Mixin
    private final ItemOptions items = new ItemOptions();

    @Mixin
    private final ClassifyOptions options = new ClassifyOptions();

    @Override
    public String name() {
        return ClassifyTask.NAME;
    }

    @Override
    public JsonObject standard() {
        return ClassifyTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        return ClassifyTask.settings(
                options.architecture(Architecture.fromJson(base.getObject("model"))),
                options.settings(ClassifySettings.fromJson(base.getObject("training")), limit));
    }

    @Override
    public ClassifyTask task(@Nullable JsonObject began) {
        return new ClassifyTask(items.file().labelled(file), file.toString());
    }

    @Override
    public RunNames runs(String prefix) {
        return RunNames.of(prefix, file.toString());
    }

    @Override
    public List<String> dataWords() {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(items.words());
        return words;
    }

    @Override
    public String next(String path) {
        return "Measure it on other items, or have it name their classes:\n  ./unroll eval " + path
                + " FILE\n  ./unroll predict " + path + " FILE";
    }
}
