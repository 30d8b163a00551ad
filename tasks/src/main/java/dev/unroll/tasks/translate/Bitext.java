package dev.unroll.tasks.translate;

import dev.unroll.io.FileException;
import dev.unroll.tasks.Table;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines and their translations, in the order of their files.
 *
 * @param name of the file of the sources, for messages
 */
public record Bitext(List<String> sources, List<String> targets, String name) {
    public Bitext {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
    }

    /**
     * Two files of as many lines, each line of one the translation of that of the other.
     *
     * @throws FileException if one has more lines than the other
     */
    public static Bitext read(Path source, Path target) {
        List<String> sources = TextLines.read(source);
        List<String> targets = TextLines.read(target);
        if (sources.isEmpty()) {
            throw new FileException(source + " is empty; check what it should hold");
        }
        if (sources.size() != targets.size()) {
            throw new FileException(source + " has " + sources.size() + " lines, but " + target + " has "
                    + targets.size() + ", so that line " + (Math.min(sources.size(), targets.size()) + 1)
                    + " has no translation; give two files that go line by line");
        }
        return new Bitext(sources, targets, source.toString());
    }

    /** A table (.tsv or .csv) that has both in columns of those names. */
    public static Bitext read(Path table, String source, String target) {
        Table read = Table.read(table);
        for (String column : List.of(source, target)) {
            if (!read.columns().contains(column)) {
                throw new FileException(table + " has no column " + column + "; its first line names "
                        + String.join(", ", read.columns())
                        + "; choose with --source and --target, or give two files, one of each language");
            }
        }
        return new Bitext(read.texts(source), read.texts(target), table.toString());
    }

    public int size() {
        return sources.size();
    }

    /** Whether a pair has something on both sides. */
    boolean isWhole(int pair) {
        return !sources.get(pair).isBlank() && !targets.get(pair).isBlank();
    }
}
