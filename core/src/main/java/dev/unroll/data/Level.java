package dev.unroll.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the symbols of a text are.
 *
 * @param symbols how many there are at most; 0 for all
 */
public record Level(Kind kind, int symbols) {
    /** Every character that comes. */
    public static final Level CHARACTER = new Level(Kind.CHARACTER, 0);

    /** Kinds of symbols. */
    public enum Kind {
        /** Unicode code points. */
        CHARACTER(0, 0),

        /** The most frequent words; marks are words of their own, and so is the end of a line. */
        WORD(10_000, 3),

        /** Likewise, but a word is what white space separates: for texts that are tokenised already, as the Penn Treebank is. */
        WHITESPACE(10_000, 3),

        /** Bytes and what byte-pair encoding joins of them. */
        BPE(2048, 256);

        private final int standard;
        private final int least;

        Kind(int standard, int least) {
            this.standard = standard;
            this.least = least;
        }

        /** As it is written. */
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Level {
        if (kind.least == 0 && symbols != 0) {
            throw new IllegalArgumentException("characters are all that come, so there is no number of symbols to say");
        }
        if (symbols < kind.least || symbols > 1 << 20) {
            throw new IllegalArgumentException(
                    "symbols of level " + kind.spelling() + " must be " + kind.least + " to 1048576, got " + symbols);
        }
    }

    /**
     * Of a spelled kind.
     *
     * @param symbols null for what is usual
     * @throws IllegalArgumentException if there is no such kind, or it cannot have so many symbols
     */
    public static Level of(String spelling, @Nullable Integer symbols) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> k.spelling().equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no level " + spelling + "; it is one of "
                        + Arrays.stream(Kind.values()).map(Kind::spelling).collect(Collectors.joining(", "))));
        return new Level(kind, symbols == null ? kind.standard : symbols);
    }

    /**
     * The symbols of the part of a text that is trained on; all characters of the whole text, since none stands for those that are
     * not known.
     *
     * @param share of the text, from its end, that is held out
     */
    public Vocabulary learn(Corpus corpus, double share) {
        TokenStream text = corpus.codePoints().slice(0, corpus.trainingCharacters(share));
        return switch (kind) {
            case CHARACTER -> corpus.vocabulary();
            case WORD -> WordVocabulary.learn(text, WordVocabulary.Split.WORD, symbols);
            case WHITESPACE -> WordVocabulary.learn(text, WordVocabulary.Split.WHITESPACE, symbols);
            case BPE -> BytePairVocabulary.learn(text, symbols);
        };
    }
}
