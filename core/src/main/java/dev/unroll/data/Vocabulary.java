package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The characters (Unicode code points) a model knows and their token ids: 0, 1, … in the order of their code points,
 * whatever order the text showed them in.
 */
public final class Vocabulary {
    private static final String SYMBOLS = "symbols";
    private static final int SHOWN = 5;

    private final int[] codePoints;

    private Vocabulary(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /** The vocabulary of the given code points, in any order, each any number of times. */
    static Vocabulary of(IntStream codePoints) {
        return new Vocabulary(codePoints.sorted().distinct().toArray());
    }

    /** The vocabulary of a text's characters. */
    public static Vocabulary of(String text) {
        return of(text.codePoints());
    }

    public int size() {
        return codePoints.length;
    }

    /** The id of a code point, or -1 if it is outside the vocabulary. */
    public int id(int codePoint) {
        return Math.max(-1, Arrays.binarySearch(codePoints, codePoint));
    }

    /** The character of a token; whole characters, so that tokens can be printed one by one. */
    public String symbol(int id) {
        return Character.toString(codePoints[id]);
    }

    /**
     * The ids of a text's characters.
     *
     * @throws IllegalArgumentException if some are outside the vocabulary; the message names them
     */
    public int[] encode(String text) {
        int[] ids = text.codePoints().map(this::id).toArray();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0) {
                int[] unknown =
                        text.codePoints().filter(c -> id(c) < 0).distinct().toArray();
                throw new IllegalArgumentException(
                        unknown(unknown) + ", first at character " + (i + 1) + " of the text; leave them out");
            }
        }
        return ids;
    }

    public String decode(int... ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.appendCodePoint(codePoints[id]);
        }
        return text.toString();
    }

    /** The beginning of a sentence about characters outside this vocabulary. */
    String unknown(int[] outside) {
        String names = Arrays.stream(outside)
                .limit(SHOWN)
                .mapToObj(Vocabulary::describe)
                .collect(Collectors.joining(", "));
        String more = outside.length > SHOWN ? " and " + (outside.length - SHOWN) + " more" : "";
        return "the model's vocabulary of " + size() + " characters lacks " + names + more;
    }

    /** A character so that anyone can tell which it is, such as {@code '€' U+20AC}. */
    static String describe(int codePoint) {
        String shown = switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                int type = Character.getType(codePoint);
                boolean visible = type != Character.CONTROL
                        && type != Character.FORMAT
                        && type != Character.SURROGATE
                        && type != Character.UNASSIGNED
                        && type != Character.PRIVATE_USE
                        && !Character.isSpaceChar(codePoint);
                yield visible || codePoint == ' ' ? Character.toString(codePoint) : "";
            }
        };
        String code = String.format("U+%04X", codePoint);
        return shown.isEmpty() ? code : "'" + shown + "' " + code;
    }

    /** {@code {"symbols": "…"}} with all characters in the order of their ids. */
    public JsonObject toJson() {
        return new JsonObject().put(SYMBOLS, decode(IntStream.range(0, size()).toArray()));
    }

    /**
     * Reads what {@link #toJson} gives.
     *
     * @throws FileException if it is something else
     */
    public static Vocabulary fromJson(JsonObject json) {
        int[] codePoints = json.getString(SYMBOLS).codePoints().toArray();
        for (int i = 0; i < codePoints.length; i++) {
            boolean surrogate = Character.getType(codePoints[i]) == Character.SURROGATE;
            if (surrogate || (i > 0 && codePoints[i - 1] >= codePoints[i])) {
                throw new FileException("the vocabulary is corrupt: " + describe(codePoints[i]) + " is out of order at "
                        + i + "; restore its file from a copy");
            }
        }
        return new Vocabulary(codePoints);
    }

    /** Reads {@code vocab.json}. */
    public static Vocabulary read(Path file) {
        return fromJson(Json.read(file));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Vocabulary that && Arrays.equals(codePoints, that.codePoints);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codePoints);
    }

    @Override
    public String toString() {
        return size() + " characters";
    }
}
