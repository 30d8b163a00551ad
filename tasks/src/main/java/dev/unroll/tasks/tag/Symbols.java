package dev.unroll.tasks.tag;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Words;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a tagger knows beside its weights: words in lower case, characters as they are, the tags, sorted, and which of them each word had
 * most often in training.
 */
final class Symbols {
    private final Words words;
    private final Words characters;
    private final List<String> labels;
    private final Map<String, Integer> tags = new HashMap<>();
    /** By the number of a word; of those not known, the most frequent of all. */
    private final int[] usual;

    private Symbols(Words words, Words characters, List<String> labels, int[] usual) {
        this.words = words;
        this.characters = characters;
        this.labels = List.copyOf(labels);
        this.usual = usual;
        for (String label : labels) {
            tags.put(label, tags.size());
        }
    }

    /**
     * Of sentences with tags.
     *
     * @param training sentences to learn from
     * @param labels all tags, sorted
     * @param least how often a word must come to be known
     */
    static Symbols of(List<Sentence> training, List<String> labels, int least) {
        Words words =
                Words.of(training.stream().flatMap(s -> s.words().stream()).map(Symbols::lower), least);
        Words characters =
                Words.of(training.stream().flatMap(s -> s.words().stream()).flatMap(Symbols::characters), 1);
        Symbols symbols = new Symbols(words, characters, labels, new int[words.size()]);
        symbols.count(training);
        return symbols;
    }

    /** The tags that sentences have, sorted. */
    static List<String> labels(Stream<Sentence> sentences) {
        return List.copyOf(
                sentences.flatMap(s -> s.tags().stream()).collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
    }

    private void count(List<Sentence> training) {
        int[][] counts = new int[words.size()][labels.size()];
        for (Sentence s : training) {
            int[] right = tags(s);
            for (int i = 0; i < s.size(); i++) {
                counts[word(s.words().get(i))][right[i]]++;
                counts[Words.UNKNOWN][right[i]]++;
            }
        }
        for (int w = 0; w < usual.length; w++) {
            for (int tag = 1; tag < labels.size(); tag++) {
                usual[w] = counts[w][tag] > counts[w][usual[w]] ? tag : usual[w];
            }
        }
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static Stream<String> characters(String word) {
        return word.codePoints().mapToObj(Character::toString);
    }

    Words words() {
        return words;
    }

    Words characters() {
        return characters;
    }

    List<String> labels() {
        return labels;
    }

    int word(String word) {
        return words.number(lower(word));
    }

    int[] spelling(String word) {
        return characters(word).mapToInt(characters::number).toArray();
    }

    /** By the number of a word, whether it comes once; never so of words that are not known. */
    boolean[] single(List<Sentence> training) {
        int[] counts = new int[words.size()];
        training.forEach(s -> s.words().forEach(word -> counts[word(word)]++));
        boolean[] single = new boolean[words.size()];
        for (int w = 1; w < single.length; w++) {
            single[w] = counts[w] == 1;
        }
        return single;
    }

    /** The tag that a word had most often in training. */
    int usual(String word) {
        return usual[word(word)];
    }

    /**
     * Numbers of a sentence's tags.
     *
     * @throws FileException naming the word whose tag is not known
     */
    int[] tags(Sentence sentence) {
        int[] numbers = new int[sentence.size()];
        for (int i = 0; i < numbers.length; i++) {
            String tag = sentence.tags().get(i);
            Integer number = tags.get(tag);
            if (number == null) {
                throw new FileException(sentence.place(i) + ": the model does not know the tag " + tag
                        + "; it was trained with " + String.join(", ", labels)
                        + "; correct it, or choose another column with --column");
            }
            numbers[i] = number;
        }
        return numbers;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("labels", labels)
                .put("words", words.known())
                .put("characters", characters.known())
                .put("usual", Arrays.stream(usual).mapToObj(labels::get).toList());
    }

    static Symbols read(Path file) {
        JsonObject json = Json.read(file);
        Words words = new Words(json.getStrings("words"));
        List<String> labels = json.getStrings("labels");
        int[] usual =
                json.getStrings("usual").stream().mapToInt(labels::indexOf).toArray();
        if (labels.isEmpty()
                || usual.length != words.size()
                || IntStream.of(usual).anyMatch(tag -> tag < 0)) {
            throw new FileException(file + " does not have a tag for each word; restore it from a copy");
        }
        return new Symbols(words, new Words(json.getStrings("characters")), labels, usual);
    }
}
