package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Characters (Unicode code points) and their token ids: 0, 1, … in the order of their code points,
 * whatever order the text showed them in.
 */
final class CharacterVocabulary extends Vocabulary {
    static final String SYMBOLS = "symbols";
    private static final int SHOWN = 5;

    private final int[] codePoints;

    private CharacterVocabulary(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /** Of the given code points, in any order, each any number of times. */
    static CharacterVocabulary of(IntStream codePoints) {
        return new CharacterVocabulary(codePoints.sorted().distinct().toArray());
    }

    @Override
    public int size() {
        return codePoints.length;
    }

    /** The id of a code point, or -1 if it is outside the vocabulary. */
    int id(int codePoint) {
        return Math.max(-1, Arrays.binarySearch(codePoints, codePoint));
    }

    @Override
    public String symbol(int id) {
        return Character.toString(codePoints[id]);
    }

    /** Fails on characters outside the vocabulary, and names them. */
    @Override
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

    @Override
    public String unit() {
        return "character";
    }

    @Override
    public int beginning() {
        return Math.max(0, id('\n'));
    }

    @Override
    public Spelling spelling() {
        return this::symbol;
    }

    @Override
    TokenStream tokens(Corpus corpus, long from, long to) {
        return corpus.characters(this).slice(from, to);
    }

    /** The beginning of a sentence about characters outside this vocabulary. */
    String unknown(int[] outside) {
        String names = Arrays.stream(outside)
                .limit(SHOWN)
                .mapToObj(CharacterVocabulary::describe)
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
    @Override
    public JsonObject toJson() {
        return new JsonObject().put(SYMBOLS, decode(IntStream.range(0, size()).toArray()));
    }

    static CharacterVocabulary parse(JsonObject json) {
        int[] codePoints = json.getString(SYMBOLS).codePoints().toArray();
        for (int i = 0; i < codePoints.length; i++) {
            boolean surrogate = Character.getType(codePoints[i]) == Character.SURROGATE;
            if (surrogate || (i > 0 && codePoints[i - 1] >= codePoints[i])) {
                throw new FileException("the vocabulary is corrupt: " + describe(codePoints[i]) + " is out of order at "
                        + i + "; restore its file from a copy");
            }
        }
        return new CharacterVocabulary(codePoints);
    }
}
