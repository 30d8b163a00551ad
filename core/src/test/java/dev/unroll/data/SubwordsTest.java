package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubwordsTest {
    /** The dictionary of figure 1 of Sennrich, Haddow and Birch (2016). */
    private static Map<String, Long> paper() {
        return Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L);
    }

    private static List<String> units(Subwords of, String line) {
        return Arrays.stream(of.encode(line)).mapToObj(of::unit).toList();
    }

    /** e s, es t, lo, as in the paper, whose mark of a word's end is a character of its own. */
    @Test
    void learnsWhatThePaperDoes() {
        Subwords learned = Subwords.learn(paper(), 4);
        assertThat(learned.toJson().getStrings("merges")).startsWith("e", "s", "es", "t ");
        assertThat(units(learned, "lowest")).containsExactly("lo", "w", "est");
        assertThat(units(Subwords.learn(paper(), 20), "lowest newest")).containsExactly("low", "est", "newest");
    }

    /** The same as counting all pairs anew for each merge. */
    @Test
    void countsAsIfAnew() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Long> words = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            StringBuilder word = new StringBuilder();
            for (int c = random.nextInt(1, 9); c > 0; c--) {
                word.append((char) ('a' + random.nextInt(3)));
            }
            words.put(word.toString(), random.nextLong(1, 6));
        }
        Map<List<String>, Long> pieces = new HashMap<>();
        words.forEach((word, count) -> pieces.put(Subwords.characters(word), count));
        List<String> merges = new ArrayList<>();
        for (int m = 0; m < 25; m++) {
            Map<List<String>, Long> pairs = new HashMap<>();
            pieces.forEach((word, count) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    pairs.merge(List.copyOf(word.subList(i, i + 2)), count, Long::sum);
                }
            });
            List<String> made = merges.isEmpty() ? List.of() : joined(merges);
            List<String> best = Collections.max(
                    pairs.keySet().stream()
                            .filter(p -> !made.contains(String.join("", p)))
                            .toList(),
                    (a, b) -> {
                        int byCount = Long.compare(pairs.getOrDefault(a, 0L), pairs.getOrDefault(b, 0L));
                        int byLeft = b.getFirst().compareTo(a.getFirst());
                        return byCount != 0
                                ? byCount
                                : byLeft != 0 ? byLeft : b.getLast().compareTo(a.getLast());
                    });
            merges.addAll(best);
            Map<List<String>, Long> next = new HashMap<>();
            pieces.forEach((word, count) -> {
                List<String> shorter = new ArrayList<>(word);
                for (int i = 0; i + 1 < shorter.size(); i++) {
                    if (shorter.subList(i, i + 2).equals(best)) {
                        shorter.set(i, String.join("", best));
                        shorter.remove(i + 1);
                    }
                }
                next.put(shorter, count);
            });
            pieces.clear();
            pieces.putAll(next);
        }
        Subwords learned = Subwords.learn(words, 25);
        assertThat(learned.toJson().getStrings("merges")).isEqualTo(merges);
        pieces.keySet()
                .forEach(word -> assertThat(units(learned, String.join("", word).strip()))
                        .isEqualTo(word.stream().map(String::strip).toList()));
    }

    private static List<String> joined(List<String> merges) {
        return IntStream.range(0, merges.size() / 2)
                .mapToObj(i -> merges.get(2 * i) + merges.get(2 * i + 1))
                .toList();
    }

    @Test
    void linesComeBack() {
        List<String> lines = List.of(
                "eine gruppe von männern lädt baumwolle auf einen lastwagen", "it &apos;s 𝄞 music .", "</s> <unk> x");
        for (int merges : new int[] {1, 5, 1000}) {
            Subwords learned = Subwords.learn(Subwords.count(lines), merges);
            Subwords read = Subwords.fromJson(Json.parse(learned.toJson().toString(), "json"));
            for (String line : lines) {
                assertThat(read.encode(line)).isEqualTo(learned.encode(line));
                assertThat(read.decode(read.encode("  " + line.replace(" ", " \t "))))
                        .isEqualTo(line);
            }
        }
        String endless = "ab".repeat(100_000);
        Subwords learned = Subwords.learn(Map.of("abab", 3L, endless, 1L), 2);
        assertThat(learned.decode(learned.encode(endless))).isEqualTo(endless);
    }

    @Test
    void whatIsNotKnown() {
        Subwords pieces = Subwords.learn(Subwords.count(List.of("ab ab abc")), 10);
        assertThat(units(pieces, "ab xab")).containsExactly("ab", "<unk>", "ab");
        Subwords words = Subwords.words(Subwords.count(List.of("b a b", "c a b")), 2);
        assertThat(units(words, "a b c")).containsExactly("a", "b", "<unk>");
        assertThat(words.encode("b a")).containsExactly(3, 4);
        assertThat(words.decode(Subwords.BEGIN, 3, Subwords.UNKNOWN, 4, Subwords.END))
                .isEqualTo("b <unk> a");
        assertThat(words.encode(" ")).isEmpty();
    }

    @Test
    void refusesADamagedFile() {
        JsonObject json = new JsonObject().put("units", List.of("a", "b ")).put("merges", List.of("a", "x"));
        assertThatThrownBy(() -> Subwords.fromJson(json))
                .isInstanceOf(FileException.class)
                .hasMessage(
                        "the vocabulary is corrupt: \"a\" and \"x\" are joined to something that is no unit; restore its"
                                + " file from a copy");
    }
}
