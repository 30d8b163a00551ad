package dev.unroll.app;

import dev.unroll.tasks.classify.ItemFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where labels and texts stand in a file. */
final class ItemOptions {
    @Option(names = "--label", paramLabel = "COLUMN", description = "The column of labels (default: label).")
    private @Nullable String label;

    @Option(names = "--text", paramLabel = "COLUMN", description = "The column of texts (default: text).")
    private @Nullable String text;

    ItemFile file() {
        return new ItemFile(
                label == null ? ItemFile.USUAL.label() : label, text == null ? ItemFile.USUAL.text() : text);
    }

    /** What to type to have them read once more, with a space before each word. */
    String words() {
        return (label == null ? "" : " --label " + Usage.quoted(label))
                + (text == null ? "" : " --text " + Usage.quoted(text));
    }
}
