package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.tag.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the tags stand in a CoNLL-U file. */
final class ColumnOption {
    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "The column of tags in CoNLL-U: upos or xpos (default: upos, or that of training).")
    private @Nullable String column;

    Column or(Column other) {
        String given = column;
        return given == null ? other : Usage.check(() -> Check.named(Column.class, "--column", given));
    }

    /** What to type to have them read once more. */
    List<String> words() {
        return column == null ? List.of() : List.of("--column", column);
    }
}
