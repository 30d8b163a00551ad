package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.tag.Architecture;
import dev.unroll.tasks.tag.Column;
import dev.unroll.tasks.tag.Sentence;
import dev.unroll.tasks.tag.TagReader;
import dev.unroll.tasks.tag.TagSettings;
import dev.unroll.tasks.tag.TagTask;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tag}: a tag for each word of sentences. */
final class TagFace implements TaskFace {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "Sentences with tags: CoNLL-U, or a word and its tag on each line and an empty line after each"
                            + " sentence; .gz of these.")
    private Path file = Path.of("");

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description = "Sentences that are not learned, to choose the best weights by, in place of a share of FILE.")
    private @Nullable Path dev;

    @Mixin
    private final ColumnOption column = new ColumnOption();

    @Mixin
    private final TagOptions options = new TagOptions();

    @Override
    public String name() {
        return TagTask.NAME;
    }

    @Override
    public JsonObject standard() {
        return TagTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        return TagTask.settings(
                options.architecture(Architecture.fromJson(base.getObject("model"))),
                options.settings(TagSettings.fromJson(base.getObject("training")), limit));
    }

    @Override
    public TagTask task(@Nullable JsonObject began) {
        Column from = column.or(began == null ? Column.UPOS : TagTask.column(began));
        List<Sentence> held = dev == null ? List.of() : TagReader.tagged(dev, from);
        return new TagTask(TagReader.tagged(file, from), held, file.toString(), from);
    }

    @Override
    public RunNames runs(String prefix) {
        return RunNames.of(prefix, file.toString());
    }

    @Override
    public List<String> dataWords() {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        if (dev != null) {
            words.addAll(List.of("--dev", dev.toString()));
        }
        words.addAll(column.words());
        return words;
    }

    @Override
    public String next(String path) {
        return "Measure it on other sentences, or have it tag them:\n  ./unroll eval " + path
                + " FILE\n  ./unroll predict " + path + " FILE";
    }
}
