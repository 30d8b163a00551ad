package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.tag.Architecture;
import dev.unroll.tasks.tag.Column;
import dev.unroll.tasks.tag.Sentence;
import dev.unroll.tasks.tag.TagReader;
import dev.unroll.tasks.tag.TagSettings;
import dev.unroll.tasks.tag.TagTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tag}: a tag for each word of sentences. */
final class TagFace extends RecipeFace<Architecture, TagSettings> {
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

    TagFace() {
        super(TagTask.RECIPE, new TagOptions());
    }

    @Override
    public TagTask task(@Nullable JsonObject began) {
        Column from = column.or(began == null ? Column.UPOS : TagTask.column(began));
        List<Sentence> held = dev == null ? List.of() : TagReader.tagged(dev, from);
        return new TagTask(TagReader.tagged(file, from), held, file.toString(), from);
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
