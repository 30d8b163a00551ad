package dev.unroll.tasks.translate;

import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import dev.unroll.tasks.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a text in UTF-8, empty ones among them. */
public final class TextLines {
    private TextLines() {}

    /**
     * Of a file, unpacked if its name ends in {@code .gz}.
     *
     * @throws FileException naming the line that is not UTF-8
     */
    public static List<String> read(Path file) {
        return Unpacking.read(file, in -> read(in, file.toString()));
    }

    /**
     * Of a stream.
     *
     * @param where the lines are from, for messages
     */
    public static List<String> read(InputStream in, String where) throws IOException {
        Utf8Lines from = new Utf8Lines(in, where);
        List<String> lines = new ArrayList<>();
        for (String line = from.next(); line != null; line = from.next()) {
            lines.add(line);
        }
        return lines;
    }
}
