package dev.unroll.tasks;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The words that a model knows and their numbers, the most frequent first; number 0 stands for all others. */
public final class Words {
    public static final int UNKNOWN = 0;

    private final List<String> known;
    private final Map<String, Integer> numbers = new HashMap<>();

    public Words(List<String> known) {
        this.known = List.copyOf(known);
        for (String word : known) {
            numbers.put(word, numbers.size() + 1);
        }
    }

    /** Those that come at least so often; of equally frequent ones the first by their characters comes first. */
    public static Words of(Stream<String> all, int least) {
        Map<String, Integer> counts = new HashMap<>();
        all.forEach(word -> counts.merge(word, 1, Integer::sum));
        return new Words(counts.entrySet().stream()
                .filter(e -> e.getValue() >= least)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList());
    }

    public List<String> known() {
        return known;
    }

    /** The number of each. */
    public Map<String, Integer> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    /** How many numbers there are. */
    public int size() {
        return known.size() + 1;
    }

    public int number(String word) {
        return numbers.getOrDefault(word, UNKNOWN);
    }
}
