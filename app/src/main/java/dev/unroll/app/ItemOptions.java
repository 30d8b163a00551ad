package dev.unroll.app;

import dev.unroll.tasks.items.ItemFile;
import java.util.ArrayList;
import java.util.List;
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

    /** What to type to have them read once more. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (label != null) {
            words.addAll(List.of("--label", label));
        }
        if (text != null) {
            words.addAll(List.of("--text", text));
        }
        return words;
    }
}
