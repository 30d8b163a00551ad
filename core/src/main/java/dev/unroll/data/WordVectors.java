package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of words that others have trained: word2vec's text and binary formats (Mikolov et al. 2013; binary where the name ends in {@code
 * .bin} or {@code .bin.gz}) and GloVe's text format, which lacks the first line (Pennington et al. 2014). Only the words that are asked for
 * are kept, so that a file may be larger than memory.
 */
public final class WordVectors {
    /** No published vectors come near; what claims more is damaged. */
    private static final int WIDEST = 10_000;

    private static final int LONGEST_WORD = 1 << 12;
    private static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final Predicate<String> wanted;
    private final Map<String, float[]> vectors = new HashMap<>();
    private int width;

    private WordVectors(Path file, Predicate<String> wanted) {
        this.file = file;
        this.wanted = wanted;
    }

    /**
     * Reads a file, unpacked if its name ends in {@code .gz}; of a word that comes twice the first counts.
     *
     * @param wanted which words to keep
     * @throws FileException with the line or the word, if it is damaged
     */
    public static WordVectors read(Path file, Predicate<String> wanted) {
        WordVectors all = new WordVectors(file, wanted);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean binary = name.endsWith(".bin") || name.endsWith(".bin.gz");
        return Unpacking.read(file, in -> {
            InputStream buffered = new BufferedInputStream(in, 1 << 16);
            if (binary) {
                all.binary(buffered);
            } else {
                all.text(buffered);
            }
            return all;
        });
    }

    /** Numbers of a word. */
    public int width() {
        return width;
    }

    /** How many words were kept. */
    public int size() {
        return vectors.size();
    }

    /** A word's vector, not a copy. */
    public Optional<float[]> of(String word) {
        return Optional.ofNullable(vectors.get(word));
    }

    private FileException damaged(String where, String what) {
        return new FileException(
                file + ", " + where + ": " + what + "; fetch the file again, or name one of word vectors");
    }

    /** Bytes up to a separator, which is taken too, or to the end of the file; null where that is now. */
    private byte @Nullable [] until(int separator, int most, String where, InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != separator) {
            if (bytes.size() == most) {
                throw damaged(where, "no end after " + most + " bytes");
            }
            bytes.write(b);
            b = in.read();
        }
        return bytes.toByteArray();
    }

    private static String utf8(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether a line is word2vec's first: how many words, how many numbers each. */
    private static boolean isHeader(String... parts) {
        return parts.length == 2 && parts[0].matches("\\d{1,12}") && parts[1].matches("\\d{1,9}");
    }

    private void width(String where, int numbers) {
        if (numbers < 1 || numbers > WIDEST) {
            throw damaged(where, numbers + " numbers a word, but there must be 1 to " + WIDEST);
        }
        width = numbers;
    }

    private void text(InputStream in) throws IOException {
        long line = 0;
        for (byte[] bytes = until('\n', LONGEST_LINE, "line 1", in);
                bytes != null;
                bytes = until('\n', LONGEST_LINE, "line " + (line + 1), in)) {
            line++;
            String where = "line " + line;
            String[] parts = utf8(bytes).stripTrailing().split(" ", -1);
            if (line == 1 && isHeader(parts)) {
                width(where, Integer.parseInt(parts[1]));
                continue;
            }
            if (width == 0) {
                width(where, parts.length - 1);
            }
            int words = parts.length - width; // a word of GloVe's may have spaces in it
            if (words < 1) {
                throw damaged(where, parts.length - 1 + " numbers, but the lines before have " + width);
            }
            String word = String.join(" ", Arrays.copyOf(parts, words));
            if (wanted.test(word)) {
                vectors.putIfAbsent(word, numbers(parts, words, where));
            }
        }
    }

    private float[] numbers(String[] parts, int from, String where) {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            try {
                vector[i] = Float.parseFloat(parts[from + i]);
            } catch (NumberFormatException e) {
                vector[i] = Float.NaN;
            }
            if (!Float.isFinite(vector[i])) {
                throw damaged(where, "\"" + parts[from + i] + "\" is not a number");
            }
        }
        return vector;
    }

    private void binary(InputStream in) throws IOException {
        String[] header = utf8(until('\n', LONGEST_WORD, "the first line", in)).split(" ");
        if (!isHeader(header)) {
            throw damaged("the first line", "it does not say how many words and numbers there are");
        }
        width("the first line", Integer.parseInt(header[1]));
        long count = Long.parseLong(header[0]);
        for (long i = 0; i < count; i++) {
            String where = "word " + (i + 1);
            String word = utf8(until(' ', LONGEST_WORD, where, in)).stripLeading(); // some write a line end before it
            byte[] bytes = in.readNBytes(Float.BYTES * width);
            if (bytes.length < Float.BYTES * width) {
                throw new EOFException(where + " of " + count + " is not whole");
            }
            if (wanted.test(word)) {
                float[] vector = new float[width];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(vector);
                for (float v : vector) {
                    if (!Float.isFinite(v)) {
                        throw damaged(where, v + " is not a number");
                    }
                }
                vectors.putIfAbsent(word, vector);
            }
        }
    }
}
