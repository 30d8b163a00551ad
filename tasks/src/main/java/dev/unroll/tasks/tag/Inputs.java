package dev.unroll.tasks.tag;

import dev.unroll.tasks.TimeMajor;
import dev.unroll.tasks.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sentences as a tagger reads them: the number of each word, and its spelling. */
final class Inputs {
    /** Characters of a word that are read from its beginning, and from its end. */
    private static final int HALF = 12;

    private final List<int[]> words = new ArrayList<>();
    /** By sentence and word, which of the spellings. */
    private final List<int[]> spelled = new ArrayList<>();

    private final List<int[]> spellings = new ArrayList<>();

    Inputs(Symbols symbols, List<Sentence> sentences) {
        Map<String, Integer> known = new HashMap<>();
        for (Sentence s : sentences) {
            words.add(s.words().stream().mapToInt(symbols::word).toArray());
            spelled.add(s.words().stream()
                    .mapToInt(word -> known.computeIfAbsent(word, w -> {
                        spellings.add(shortened(symbols.spelling(w)));
                        return spellings.size() - 1;
                    }))
                    .toArray());
        }
    }

    /** What tells of a word is at its ends, and some words are addresses of a hundred characters. */
    private static int[] shortened(int... spelling) {
        int n = spelling.length;
        return n <= 2 * HALF
                ? spelling
                : IntStream.concat(Arrays.stream(spelling, 0, HALF), Arrays.stream(spelling, n - HALF, n))
                        .toArray();
    }

    int size() {
        return words.size();
    }

    int[] lengths() {
        return words.stream().mapToInt(w -> w.length).toArray();
    }

    /**
     * Some sentences side by side, padded to the longest.
     *
     * @param words number of the word of row t · batch + b
     * @param lengths words of each sentence
     * @param characters of the distinct words, one beside the other: row t · distinct + d
     * @param spelled characters of each of these
     * @param distinct which of them each row has
     */
    record Batch(int[] words, int[] lengths, int[] characters, int[] spelled, int[] distinct) {
        int size() {
            return lengths.length;
        }

        /** Words of the sentences, without padding. */
        int count() {
            return IntStream.of(lengths).sum();
        }
    }

    Batch batch(int... sentences) {
        int[][] numbers = Arrays.stream(sentences).mapToObj(words::get).toArray(int[][]::new);
        Map<Integer, Integer> places = new LinkedHashMap<>();
        int[][] distinct = new int[sentences.length][];
        for (int b = 0; b < sentences.length; b++) {
            distinct[b] = Arrays.stream(spelled.get(sentences[b]))
                    .map(s -> places.computeIfAbsent(s, _ -> places.size()))
                    .toArray();
        }
        int[][] own = places.keySet().stream().map(spellings::get).toArray(int[][]::new);
        return new Batch(
                TimeMajor.rows(Words.UNKNOWN, numbers),
                TimeMajor.lengths(numbers),
                TimeMajor.rows(Words.UNKNOWN, own),
                TimeMajor.lengths(own),
                TimeMajor.rows(0, distinct));
    }
}
