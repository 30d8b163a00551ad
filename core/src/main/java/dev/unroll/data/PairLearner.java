package dev.unroll.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Learns what byte-pair encoding joins. How often pairs come is kept up to date word by word; a queue has every count that a pair ever
 * had, and those that are no longer true are skipped.
 */
final class PairLearner {
    private record Pair(int left, int right) {}

    private record Counted(Pair pair, long count) {}

    private final int most;
    private final List<String> units;
    private final int characters;
    private final List<Pair> pairs = new ArrayList<>();
    private final List<int[]> words = new ArrayList<>();
    private final List<Long> frequencies = new ArrayList<>();
    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, Set<Integer>> places = new HashMap<>();
    private final PriorityQueue<Counted> queue;

    /**
     * Of words, with how often they come.
     *
     * @param alphabet the units that joining begins with
     * @param spell a word in these
     * @param most how many pairs are joined, fewer where none comes twice
     */
    PairLearner(Map<String, Long> texts, List<String> alphabet, Function<String, List<String>> spell, int most) {
        this.most = most;
        units = new ArrayList<>(alphabet);
        characters = units.size();
        queue = new PriorityQueue<>(Comparator.comparingLong((Counted c) -> -c.count())
                .thenComparing(c -> units.get(c.pair().left()))
                .thenComparing(c -> units.get(c.pair().right())));
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < characters; i++) {
            numbers.put(units.get(i), i);
        }
        texts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> {
            words.add(spell.apply(e.getKey()).stream()
                    .mapToInt(c -> numbers.getOrDefault(c, 0))
                    .toArray());
            frequencies.add(e.getValue());
        });
    }

    void learn() {
        for (int w = 0; w < words.size(); w++) {
            count(w, 1);
        }
        counts.forEach((pair, count) -> queue.add(new Counted(pair, count)));
        Set<String> known = new HashSet<>(units);
        while (units.size() - characters < most && !queue.isEmpty()) {
            Counted next = queue.remove();
            long now = counts.getOrDefault(next.pair(), 0L);
            if (now != next.count()) {
                continue;
            }
            if (now < 2) {
                break;
            }
            String left = units.get(next.pair().left());
            String right = units.get(next.pair().right());
            if (known.add(left + right)) {
                pairs.add(next.pair());
                units.add(left + right);
                join(next.pair(), units.size() - 1);
            } else {
                // Two ways to one unit: the first one learned is the only one.
                counts.remove(next.pair());
            }
        }
    }

    /** The alphabet, and what was made of each pair. */
    List<String> units() {
        return units;
    }

    /** Left and right unit of each pair that was joined, one after the other. */
    int[] pairs() {
        return pairs.stream()
                .flatMapToInt(p -> IntStream.of(p.left(), p.right()))
                .toArray();
    }

    /** Adds a word's pairs so many times as it comes, or takes them away. */
    private Set<Pair> count(int word, int sign) {
        int[] pieces = words.get(word);
        Set<Pair> touched = new HashSet<>();
        for (int i = 0; i + 1 < pieces.length; i++) {
            Pair pair = new Pair(pieces[i], pieces[i + 1]);
            counts.merge(pair, sign * frequencies.get(word), Long::sum);
            places.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
            touched.add(pair);
        }
        return touched;
    }

    private void join(Pair pair, int unit) {
        Set<Pair> touched = new HashSet<>();
        Set<Integer> where = places.remove(pair);
        for (int word : where == null ? Set.<Integer>of() : where) {
            touched.addAll(count(word, -1));
            words.set(word, joined(words.get(word), pair, unit));
            touched.addAll(count(word, 1));
        }
        for (Pair p : touched) {
            long count = counts.getOrDefault(p, 0L);
            if (count <= 0) {
                counts.remove(p);
                places.remove(p);
            } else {
                queue.add(new Counted(p, count));
            }
        }
    }

    private static int[] joined(int[] pieces, Pair pair, int unit) {
        int[] shorter = new int[pieces.length];
        int n = 0;
        for (int i = 0; i < pieces.length; i++) {
            boolean here = i + 1 < pieces.length && pieces[i] == pair.left() && pieces[i + 1] == pair.right();
            shorter[n++] = here ? unit : pieces[i];
            i += here ? 1 : 0;
        }
        return Arrays.copyOf(shorter, n);
    }
}
