package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The most frequent words of a text, in that order, behind a symbol for all others and one for the end of a line. How many spaces stood
 * between words is not kept.
 */
final class WordVocabulary extends Vocabulary {
    static final String WORDS = "words";

    private static final String SPLIT = "split";
    private static final int UNKNOWN = 0;
    private static final int LINE_END = 1;
    private static final List<String> SPECIAL = List.of("<unk>", "\n");

    /** What a word is. */
    enum Split {
        /** Letters and digits, with apostrophes inside; every other mark is a word of its own. */
        WORD("\n|[\\p{L}\\p{M}\\p{N}_]{1,1000}(?:['’][\\p{L}\\p{M}\\p{N}_]{1,1000}){0,3}|[^\\s\\p{Z}]"),
        /** What white space separates. */
        WHITESPACE("\n|[^\\s\\p{Z}]{1,1000}");

        private final String pattern;

        Split(String pattern) {
            this.pattern = pattern;
        }

        Cutter cutter() {
            return new Cutter(pattern);
        }
    }

    private final Split split;
    private final Cutter cutter;
    private final List<String> words;
    private final Map<String, Integer> ids = new HashMap<>();

    private WordVocabulary(Split split, List<String> known) {
        this.split = split;
        cutter = split.cutter();
        words = Stream.concat(SPECIAL.stream(), known.stream()).toList();
        for (int id = LINE_END; id < words.size(); id++) {
            if (words.get(id).isEmpty() || ids.put(words.get(id), id) != null) {
                throw new IllegalArgumentException(
                        "word " + id + ", \"" + words.get(id) + "\", is empty or there twice");
            }
        }
    }

    /**
     * Of so many symbols at most; of equally frequent words the first by their characters comes first.
     *
     * @param text code points
     */
    static WordVocabulary learn(TokenStream text, Split split, int symbols) {
        Map<String, Long> counts = new HashMap<>();
        split.cutter().cut(text, word -> counts.merge(word, 1L, Long::sum));
        SPECIAL.forEach(counts::remove);
        return new WordVocabulary(
                split,
                counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(symbols - SPECIAL.size())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Override
    public int size() {
        return words.size();
    }

    @Override
    public String unit() {
        return "word";
    }

    @Override
    public String symbol(int id) {
        return words.get(id);
    }

    private int id(String word) {
        return ids.getOrDefault(word, UNKNOWN);
    }

    @Override
    public int[] encode(String text) {
        return cutter.cut(text).mapToInt(this::id).toArray();
    }

    @Override
    public int beginning() {
        return LINE_END;
    }

    @Override
    public int unknown() {
        return UNKNOWN;
    }

    @Override
    TokenStream tokens(Corpus corpus, long from, long to) {
        return cutter.tokens(corpus.codePoints().slice(from, to), word -> new int[] {id(word)}, size());
    }

    /** With a space between words, but around a mark as it is usually set. */
    @Override
    public Spelling spelling() {
        return split == Split.WORD
                ? new Setting(words)
                : new Spelling() {
                    private boolean inside;

                    @Override
                    public String add(int id) {
                        boolean space = inside && id != LINE_END;
                        inside = id != LINE_END;
                        return (space ? " " : "") + words.get(id);
                    }
                };
    }

    /** Sets words and marks as people do. */
    private static final class Setting implements Spelling {
        private final List<String> words;
        private boolean glued = true;
        private boolean quoted;

        Setting(List<String> words) {
            this.words = words;
        }

        @Override
        public String add(int id) {
            String word = words.get(id);
            if (id == LINE_END) {
                glued = true;
                quoted = false;
                return word;
            }
            boolean quote = word.equals("\"");
            boolean space = !glued && !(quote ? quoted : closes(word.codePointAt(0)));
            glued = quote ? !quoted : opens(word.codePointAt(0));
            quoted ^= quote;
            return (space ? " " : "") + word;
        }

        private static boolean closes(int mark) {
            return switch (Character.getType(mark)) {
                case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.DASH_PUNCTUATION -> true;
                default -> ".,;:!?…%/".indexOf(mark) >= 0;
            };
        }

        private static boolean opens(int mark) {
            return switch (Character.getType(mark)) {
                case Character.START_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.DASH_PUNCTUATION ->
                    true;
                default -> "'/".indexOf(mark) >= 0;
            };
        }
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put(SPLIT, split.name().toLowerCase(Locale.ROOT))
                .put(WORDS, words.subList(SPECIAL.size(), words.size()));
    }

    static WordVocabulary parse(JsonObject json) {
        try {
            return new WordVocabulary(
                    Split.valueOf(json.getString(SPLIT).toUpperCase(Locale.ROOT)),
                    new ArrayList<>(json.getStrings(WORDS)));
        } catch (IllegalArgumentException e) {
            throw new FileException(
                    "the vocabulary is corrupt: " + e.getMessage() + "; restore its file from a copy", e);
        }
    }
}
