package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a model's text and their token ids, 0, 1, …: how a text becomes symbols, and symbols a text again. What a symbol
 * is, its {@link Level} says.
 */
public abstract sealed class Vocabulary permits CharacterVocabulary, WordVocabulary, BytePairVocabulary {
    /** Puts symbols together to a text, one after the other. */
    public interface Spelling {
        /** What is whole with the next symbol, so that it can be printed at once; may be empty. */
        String add(int id);

        /** What is left when no more symbols come. */
        default String rest() {
            return "";
        }
    }

    /** The vocabulary of a text's characters. */
    public static Vocabulary of(String text) {
        return CharacterVocabulary.of(text.codePoints());
    }

    public abstract int size();

    /** What a symbol is called: a character, a word, a piece. */
    public abstract String unit();

    /** A symbol as it is shown alone. */
    public abstract String symbol(int id);

    /**
     * The ids of a text's symbols.
     *
     * @throws IllegalArgumentException if some are outside the vocabulary and no symbol stands for them; the message names
     *     them
     */
    public abstract int[] encode(String text);

    /** Spells a text from its beginning. */
    public abstract Spelling spelling();

    /** What is read before a text: it begins as a line does; a vocabulary without line ends begins anywhere. */
    public abstract int beginning();

    /** The symbol that stands for all that is not known, −1 where there is none. */
    public int unknown() {
        return -1;
    }

    /** A part of a corpus, from a character to before another one. */
    abstract TokenStream tokens(Corpus corpus, long from, long to);

    /** What {@code vocab.json} has. */
    public abstract JsonObject toJson();

    public final String decode(int... ids) {
        Spelling spelling = spelling();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(spelling.add(id));
        }
        return text.append(spelling.rest()).toString();
    }

    /**
     * Reads what {@link #toJson} gives.
     *
     * @throws FileException if it is something else
     */
    public static Vocabulary fromJson(JsonObject json) {
        return json.has(WordVocabulary.WORDS)
                ? WordVocabulary.parse(json)
                : json.has(BytePairVocabulary.MERGES)
                        ? BytePairVocabulary.parse(json)
                        : CharacterVocabulary.parse(json);
    }

    /** Reads {@code vocab.json}. */
    public static Vocabulary read(Path file) {
        return fromJson(Json.read(file));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Vocabulary that && toJson().equals(that.toJson());
    }

    @Override
    public final int hashCode() {
        return toJson().hashCode();
    }

    /** Such as {@code 65 characters}. */
    @Override
    public final String toString() {
        return String.format(Locale.ROOT, "%,d %ss", size(), unit());
    }
}
