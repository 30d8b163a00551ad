package dev.unroll.tasks.classify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that a model knows and their numbers, the most frequent first; number 0 stands for all others. A word is a run of letters and
 * digits (with an apostrophe inside), or one other sign, in lower case; or every character is one, for scripts that do not part words.
 */
final class Words {
    static final int UNKNOWN = 0;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}]+)*|\\S");

    private final List<String> known;
    private final Map<String, Integer> numbers = new HashMap<>();

    Words(List<String> known) {
        this.known = List.copyOf(known);
        for (String word : known) {
            numbers.put(word, numbers.size() + 1);
        }
    }

    /** Those that texts have at least so often. */
    static Words of(List<String> texts, boolean characters, int least) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach(text -> split(text, characters).forEach(word -> counts.merge(word, 1, Integer::sum)));
        return new Words(counts.entrySet().stream()
                .filter(e -> e.getValue() >= least)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList());
    }

    static List<String> split(String text, boolean characters) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (characters) {
            return lower.codePoints().mapToObj(Character::toString).toList();
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(lower);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    List<String> known() {
        return known;
    }

    /** The number of each. */
    Map<String, Integer> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    /** How many numbers there are. */
    int size() {
        return known.size() + 1;
    }

    /** A text's words; one without any is one unknown word, for a sequence has a step at least. */
    int[] encode(String text, boolean characters) {
        int[] ids = split(text, characters).stream()
                .mapToInt(word -> numbers.getOrDefault(word, UNKNOWN))
                .toArray();
        return ids.length == 0 ? new int[] {UNKNOWN} : ids;
    }
}
