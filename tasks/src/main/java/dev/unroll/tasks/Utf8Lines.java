package dev.unroll.tasks;

import dev.unroll.io.FileException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a file in UTF-8, one at a time and none without an end: what is wrong is said with the number of its line. */
public final class Utf8Lines {
    /** Bytes of a line: enough for any that somebody wrote. */
    private static final int LONGEST = 1 << 20;

    private final InputStream in;
    private final String where;
    private int line;

    /** @param where its name, for messages */
    public Utf8Lines(InputStream in, String where) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.where = where;
    }

    /** Number of the line that was read last, the first is 1. */
    public int line() {
        return line;
    }

    /** File and number of the line that was read last. */
    public String place() {
        return where + ", line " + line;
    }

    /**
     * The next line without its end, null where there is none.
     *
     * @throws FileException if it is not UTF-8, or above a megabyte long
     */
    public @Nullable String next() throws IOException {
        int b = in.read();
        if (b < 0) {
            return null;
        }
        line++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (bytes.size() == LONGEST) {
                throw new FileException(place() + ": no end after " + LONGEST + " bytes; is this a text file?");
            }
            bytes.write(b);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            boolean marked = line == 1 && text.startsWith("\uFEFF");
            return (marked ? text.substring(1) : text).replaceFirst("\r$", "");
        } catch (CharacterCodingException e) {
            throw new FileException(
                    place() + ": this is not UTF-8; convert the file, for example with iconv -f latin1 -t utf8", e);
        }
    }
}
