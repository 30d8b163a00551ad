package dev.unroll.tasks.tag;

import java.util.List;
import java.util.Locale;

/**
 * How a line of a word is cut into columns.
 *
 * @param word its column, counted from 0
 * @param tag that of its tag
 */
record Form(String separator, int columns, int word, int tag) {
    /** A word, and behind a tabulator or spaces its tag. */
    static final Form PAIRS = new Form("\t| +", 2, 0, 1);

    /** Ten columns, a number first (universaldependencies.org/format.html). */
    static Form conllu(Column column) {
        return new Form("\t", 10, 1, column.place());
    }

    /** The one that a file has: its name tells, or the first line that cannot be a comment. */
    static Form of(String name, List<String> lines, Column column) {
        Form conllu = conllu(column);
        boolean named = name.toLowerCase(Locale.ROOT).matches(".*\\.conllu(\\.gz)?");
        return named
                        || lines.stream()
                                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                .limit(1)
                                .anyMatch(line -> conllu.cut(line).length == conllu.columns)
                ? conllu
                : PAIRS;
    }

    boolean isConllu() {
        return columns > PAIRS.columns;
    }

    String[] cut(String line) {
        return line.stripTrailing().split(separator, -1);
    }
}
