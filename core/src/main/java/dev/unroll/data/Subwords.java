package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Pieces of words and their numbers: characters, and what byte-pair encoding joins of them (Sennrich, Haddow and Birch 2016), so that
 * frequent words are one piece and rare ones a few; or whole words. A word is what white space separates. The last piece of a word ends
 * in a space, which is what puts words together again.
 *
 * <pre>{@code
 * Subwords known = Subwords.learn(Subwords.count(lines), 6000);
 * known.decode(known.encode("a man sleeping")); // the same
 * }</pre>
 */
public final class Subwords {
    /** Stands for everything that is not known. */
    public static final int UNKNOWN = 0;

    /** Before the first piece. */
    public static final int BEGIN = 1;

    /** After the last one. */
    public static final int END = 2;

    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
    private static final String LAST = " ";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** Characters of a word that are joined at once; a longer one is read in parts, for joining takes the square of the length. */
    private static final int LONGEST = 100;

    /** Words whose pieces are remembered. */
    private static final int REMEMBERED = 1 << 16;

    private final List<String> units;
    private final List<String> merges;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final PairJoiner joiner;
    private final Map<String, int[]> remembered = new HashMap<>();

    /**
     * Of the units after the special ones.
     *
     * @param merges left and right parts, one after the other, of which each makes the next of the last units; none for whole words
     */
    private Subwords(List<String> own, List<String> merges) {
        List<String> all = new ArrayList<>(SPECIAL);
        all.addAll(own);
        units = List.copyOf(all);
        this.merges = List.copyOf(merges);
        for (int i = 0; i < units.size(); i++) {
            // A text that spells a special unit out has its characters, or an unknown word.
            if (i >= SPECIAL.size() && numbers.put(units.get(i), i) != null) {
                throw new IllegalArgumentException("the unit \"" + units.get(i) + "\" is there twice");
            }
        }
        int first = units.size() - merges.size() / 2;
        int[] pairs = new int[merges.size()];
        for (int m = 0; m < merges.size(); m += 2) {
            Integer left = numbers.get(merges.get(m));
            Integer right = numbers.get(merges.get(m + 1));
            if (left == null
                    || right == null
                    || first < SPECIAL.size()
                    || !units.get(first + m / 2).equals(merges.get(m) + merges.get(m + 1))) {
                throw new IllegalArgumentException("\"" + merges.get(m) + "\" and \"" + merges.get(m + 1)
                        + "\" are joined to something that is no unit");
            }
            pairs[m] = left;
            pairs[m + 1] = right;
        }
        joiner = new PairJoiner(pairs, first);
    }

    /** How often each word comes in some lines. */
    public static Map<String, Long> count(List<String> lines) {
        Map<String, Long> counts = new HashMap<>();
        for (String line : lines) {
            words(line).forEach(word -> counts.merge(word, 1L, Long::sum));
        }
        return counts;
    }

    private static List<String> words(String line) {
        String stripped = line.strip();
        return stripped.isEmpty() ? List.of() : List.of(SPACES.split(stripped));
    }

    /**
     * Learns from words to join the most frequent pairs, one after the other; of equally frequent ones the first in the order of their
     * characters.
     *
     * @param words with how often they come
     * @param merges how many pairs are joined, fewer where none comes twice
     */
    public static Subwords learn(Map<String, Long> words, int merges) {
        PairLearner learner = new PairLearner(words, alphabet(words), Subwords::characters, merges);
        learner.learn();
        return new Subwords(
                learner.units(),
                Arrays.stream(learner.pairs()).mapToObj(learner.units()::get).toList());
    }

    /** Whole words, those that come at least so often, the most frequent first. */
    public static Subwords words(Map<String, Long> words, long least) {
        return new Subwords(
                words.entrySet().stream()
                        .filter(e -> e.getValue() >= least)
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> e.getKey() + LAST)
                        .toList(),
                List.of());
    }

    /** How many numbers there are, the special ones among them. */
    public int size() {
        return units.size();
    }

    /** A piece as it is shown. */
    public String unit(int id) {
        return units.get(id).strip();
    }

    /** The numbers of a line's pieces; none of special ones but {@link #UNKNOWN}. */
    public int[] encode(String line) {
        return words(line).stream()
                .flatMapToInt(word -> Arrays.stream(pieces(word)))
                .toArray();
    }

    private int[] pieces(String word) {
        int[] known = remembered.get(word);
        if (known == null) {
            known = merges.isEmpty() ? new int[] {numbers.getOrDefault(word + LAST, UNKNOWN)} : split(word);
            if (remembered.size() == REMEMBERED) {
                remembered.clear();
            }
            remembered.put(word, known);
        }
        return known;
    }

    private int[] split(String word) {
        List<String> characters = characters(word);
        List<Integer> all = new ArrayList<>();
        for (int from = 0; from < characters.size(); from += LONGEST) {
            List<Integer> part = new ArrayList<>();
            for (String c : characters.subList(from, Math.min(characters.size(), from + LONGEST))) {
                part.add(numbers.getOrDefault(c, UNKNOWN));
            }
            all.addAll(joiner.join(part));
        }
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** A word's characters, the last with its mark. */
    static List<String> characters(String word) {
        int[] all = word.codePoints().toArray();
        List<String> characters = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            characters.add(Character.toString(all[i]) + (i == all.length - 1 ? LAST : ""));
        }
        return characters;
    }

    /** The line that pieces make up; {@link #BEGIN} and {@link #END} are nothing. */
    public String decode(int... ids) {
        StringBuilder line = new StringBuilder();
        for (int id : ids) {
            if (id == UNKNOWN) {
                line.append(units.get(UNKNOWN)).append(LAST);
            } else if (id >= SPECIAL.size()) {
                line.append(units.get(id));
            }
        }
        return line.toString().strip();
    }

    /** {@code {"units": […], "merges": [left, right, left, …]}}. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("units", units.subList(SPECIAL.size(), units.size()))
                .put("merges", merges);
    }

    /**
     * Reads what {@link #toJson} gives.
     *
     * @throws FileException if it is something else
     */
    public static Subwords fromJson(JsonObject json) {
        try {
            return new Subwords(json.getStrings("units"), json.getStrings("merges"));
        } catch (IllegalArgumentException e) {
            throw new FileException(
                    "the vocabulary is corrupt: " + e.getMessage() + "; restore its file from a copy", e);
        }
    }

    /** The characters of words, in their order: where joining begins. */
    static List<String> alphabet(Map<String, Long> words) {
        Set<String> all = new TreeSet<>();
        words.keySet().forEach(word -> all.addAll(characters(word)));
        return List.copyOf(all);
    }
}
