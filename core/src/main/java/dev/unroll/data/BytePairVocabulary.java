package dev.unroll.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The 256 bytes of UTF-8, and what byte-pair encoding joins of them (Sennrich, Haddow and Birch 2016; over bytes: Radford et al. 2019),
 * so that frequent words are one piece and rare ones some. Every text has pieces, and they are exactly that text again.
 *
 * <p>Nothing is joined across the ends of words; a word begins with the space before it.
 */
final class BytePairVocabulary extends Vocabulary {
    static final String MERGES = "merges";

    private static final int BYTES = 256;
    private static final String REPLACEMENT = "\ufffd";

    /** A word, a number or some marks, each with the space before; or white space up to the one before the next word. */
    private static final Cutter CUTTER = new Cutter(" ?['’]?[\\p{L}\\p{M}]{1,1000}| ?\\p{N}{1,1000}"
            + "| ?[^\\s\\p{L}\\p{M}\\p{N}]{1,1000}|\\s{1,1000}?(?= ?\\S|\\z)|\\s{1,1000}");

    /** Bytes of a word that are joined at once; a longer one is read in parts, for joining takes the square of the length. */
    private static final int LONGEST = 100;

    /** Words whose pieces are remembered. */
    private static final int REMEMBERED = 1 << 16;

    private final int[] merges;
    private final byte[][] pieces;
    private final PairJoiner joiner;
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    /** @param merges left and right piece, one after the other, of which each makes the next piece after the bytes */
    private BytePairVocabulary(int[] merges) {
        this.merges = merges;
        pieces = new byte[BYTES + merges.length / 2][];
        for (int b = 0; b < BYTES; b++) {
            pieces[b] = new byte[] {(byte) b};
        }
        for (int id = BYTES; id < pieces.length; id++) {
            int at = 2 * (id - BYTES);
            if (Math.min(merges[at], merges[at + 1]) < 0 || Math.max(merges[at], merges[at + 1]) >= id) {
                throw new IllegalArgumentException("piece " + id + " is joined of pieces that come after it");
            }
            byte[] left = pieces[merges[at]];
            byte[] right = pieces[merges[at + 1]];
            if (left.length + right.length > 4 * LONGEST) {
                throw new IllegalArgumentException("piece " + id + " is longer than any that is learned");
            }
            pieces[id] = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, pieces[id], left.length, right.length);
        }
        joiner = new PairJoiner(merges, BYTES);
    }

    /**
     * Of so many symbols, fewer where no more pairs come twice.
     *
     * @param text code points
     */
    static BytePairVocabulary learn(TokenStream text, int symbols) {
        Map<String, Long> words = new HashMap<>();
        CUTTER.cut(text, word -> {
            // A byte is a character here.
            String bytes = new String(word.getBytes(UTF_8), ISO_8859_1);
            for (int from = 0; from < bytes.length(); from += LONGEST) {
                words.merge(bytes.substring(from, Math.min(bytes.length(), from + LONGEST)), 1L, Long::sum);
            }
        });
        List<String> bytes =
                IntStream.range(0, BYTES).mapToObj(Character::toString).toList();
        PairLearner learner = new PairLearner(words, bytes, word -> List.of(word.split("")), symbols - BYTES);
        learner.learn();
        return new BytePairVocabulary(learner.pairs());
    }

    @Override
    public int size() {
        return pieces.length;
    }

    @Override
    public String unit() {
        return "piece";
    }

    /** Bytes that are no whole characters as numbers. */
    @Override
    public String symbol(int id) {
        Utf8Spelling whole = new Utf8Spelling();
        String text = whole.add(id) + whole.rest();
        return text.contains(REPLACEMENT)
                ? IntStream.range(0, pieces[id].length)
                        .mapToObj(i -> String.format("<%02X>", pieces[id][i]))
                        .reduce("", String::concat)
                : text;
    }

    @Override
    public int[] encode(String text) {
        return CUTTER.cut(text).flatMapToInt(word -> Arrays.stream(ids(word))).toArray();
    }

    private int[] ids(String word) {
        int[] known = remembered.get(word);
        if (known == null) {
            byte[] bytes = word.getBytes(UTF_8);
            known = IntStream.iterate(0, from -> from < bytes.length, from -> from + LONGEST)
                    .flatMap(from -> joined(bytes, from))
                    .toArray();
            if (remembered.size() >= REMEMBERED) {
                remembered.clear();
            }
            remembered.put(word, known);
        }
        return known;
    }

    private IntStream joined(byte[] bytes, int from) {
        List<Integer> part = IntStream.range(from, Math.min(bytes.length, from + LONGEST))
                .mapToObj(i -> bytes[i] & 0xff)
                .toList();
        return joiner.join(part).stream().mapToInt(i -> i);
    }

    @Override
    public int beginning() {
        return '\n';
    }

    @Override
    TokenStream tokens(Corpus corpus, long from, long to) {
        return CUTTER.tokens(corpus.codePoints().slice(from, to), this::ids, size());
    }

    @Override
    public Spelling spelling() {
        return new Utf8Spelling();
    }

    /** Keeps the bytes of a character until it is whole; those that make none become U+FFFD. */
    private final class Utf8Spelling implements Spelling {
        private byte[] open = {};

        @Override
        public String add(int id) {
            byte[] piece = pieces[id];
            byte[] all = Arrays.copyOf(open, open.length + piece.length);
            System.arraycopy(piece, 0, all, open.length, piece.length);
            StringBuilder text = new StringBuilder();
            int at = 0;
            while (at < all.length && !goesOn(all, at)) {
                int codePoint = Utf8.decode(all, at, all.length);
                text.append(codePoint < 0 ? REPLACEMENT : Character.toString(codePoint));
                at += codePoint < 0 ? 1 : Utf8.length(all[at]);
            }
            open = Arrays.copyOfRange(all, at, all.length);
            return text.toString();
        }

        /** Whether a character may begin there whose last bytes are to come. */
        private static boolean goesOn(byte[] bytes, int at) {
            int i = at + 1;
            while (i < bytes.length && (bytes[i] & 0xc0) == 0x80) {
                i++;
            }
            return i == bytes.length && i < at + Utf8.length(bytes[at]);
        }

        @Override
        public String rest() {
            String rest = open.length == 0 ? "" : REPLACEMENT;
            open = new byte[0];
            return rest;
        }
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject().put(MERGES, Arrays.stream(merges).boxed().toList());
    }

    static BytePairVocabulary parse(JsonObject json) {
        double[] merges = json.getDoubles(MERGES);
        try {
            if (merges.length % 2 != 0 || Arrays.stream(merges).anyMatch(m -> m != (int) m)) {
                throw new IllegalArgumentException("its merges are not pairs of pieces");
            }
            return new BytePairVocabulary(
                    Arrays.stream(merges).mapToInt(m -> (int) m).toArray());
        } catch (IllegalArgumentException e) {
            throw new FileException(
                    "the vocabulary is corrupt: " + e.getMessage() + "; restore its file from a copy", e);
        }
    }
}
