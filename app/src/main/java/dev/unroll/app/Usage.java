package dev.unroll.app;

import java.util.List;
import java.util.function.Supplier;

/** Small things about the words on a command line. */
final class Usage {
    private Usage() {}

    /** Makes something out of options; a value that it refuses is a wrong use of the program. */
    static <T> T check(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** A word as a shell reads it back. */
    static String quoted(String word) {
        return word.matches("[\\w./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** The words after the program's name as somebody types them. */
    static String command(List<String> words) {
        return "./unroll " + String.join(" ", words.stream().map(Usage::quoted).toList());
    }
}
