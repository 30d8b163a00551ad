package dev.unroll.app;

import dev.unroll.tasks.translate.Bitext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where lines and their translations stand. */
final class PairOptions {
    @Option(names = "--source", paramLabel = "COLUMN", description = "Of one table: the source (default: source).")
    private @Nullable String source;

    @Option(names = "--target", paramLabel = "COLUMN", description = "Of one table: the target (default: target).")
    private @Nullable String target;

    /** @param files two that go line by line, or one table */
    Bitext read(List<Path> files) {
        if (files.size() == 2) {
            return Bitext.read(files.getFirst(), files.getLast());
        }
        Path file = files.getFirst();
        boolean table = file.toString().toLowerCase(Locale.ROOT).matches(".*\\.[tc]sv(\\.gz)?");
        if (files.size() > 2 || !table) {
            throw new UsageException("pairs are in two files that go line by line, or in one .tsv or .csv; got "
                    + files.size() + (files.size() == 1 ? " file, " + file : " files"));
        }
        return Bitext.read(file, source == null ? "source" : source, target == null ? "target" : target);
    }

    /** What to type to have them read once more. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (source != null) {
            words.addAll(List.of("--source", source));
        }
        if (target != null) {
            words.addAll(List.of("--target", target));
        }
        return words;
    }
}
