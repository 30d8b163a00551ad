package dev.unroll.tasks.tag;

import dev.unroll.io.JsonObject;
import dev.unroll.metrics.Confusion;
import dev.unroll.metrics.SpanCounts;
import dev.unroll.metrics.Spans;
import dev.unroll.tasks.ClassFigures;
import dev.unroll.tasks.Figure;
import dev.unroll.tasks.Words;
import dev.unroll.tensor.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a model tags sentences whose tags are known. Intervals are those of drawing sentences, since the words of one are not
 * independent.
 */
public final class TagReport {
    private final List<String> labels;
    private final List<Tagged> all;
    private final double loss;

    /**
     * A sentence.
     *
     * @param usual the tag that each word had most often in training
     * @param known whether training had it
     */
    record Tagged(int[] right, Tagger.Answer said, int[] usual, boolean[] known) {
        /** Words that a tag is right for. */
        int hits(int[] tags) {
            return (int) IntStream.range(0, right.length)
                    .filter(i -> tags[i] == right[i])
                    .count();
        }

        boolean isWhole() {
            return hits(said.tags()) == right.length;
        }
    }

    TagReport(List<String> labels, List<Tagged> all, double loss) {
        this.labels = labels;
        this.all = all;
        this.loss = loss;
    }

    /** Measures a model on sentences with tags. */
    public static TagReport of(Tagger model, List<Sentence> sentences) {
        Symbols symbols = model.symbols();
        List<int[]> right = sentences.stream().map(symbols::tags).toList();
        double loss =
                model.loss(Tape.inference(model.engine()), new Inputs(symbols, sentences), right.toArray(int[][]::new));
        List<Tagger.Answer> answers = model.answers(sentences);
        List<Tagged> all = new ArrayList<>();
        for (int s = 0; s < sentences.size(); s++) {
            List<String> words = sentences.get(s).words();
            boolean[] known = new boolean[words.size()];
            IntStream.range(0, known.length).forEach(i -> known[i] = symbols.word(words.get(i)) != Words.UNKNOWN);
            int[] usual = words.stream().mapToInt(symbols::usual).toArray();
            all.add(new Tagged(right.get(s), answers.get(s), usual, known));
        }
        return new TagReport(model.labels(), all, loss);
    }

    public List<String> labels() {
        return labels;
    }

    public int sentences() {
        return all.size();
    }

    public int words() {
        return all.stream().mapToInt(s -> s.right().length).sum();
    }

    /** Mean over the words of −ln p(right). */
    public double loss() {
        return loss;
    }

    public Confusion confusion() {
        return confusion(every());
    }

    private int[] every() {
        return IntStream.range(0, all.size()).toArray();
    }

    private Confusion confusion(int... sentences) {
        Confusion confusion = new Confusion(labels.size());
        for (int s : sentences) {
            Tagged own = all.get(s);
            for (int i = 0; i < own.right().length; i++) {
                confusion.add(own.right()[i], own.said().tags()[i]);
            }
        }
        return confusion;
    }

    private Figure figure(ToDoubleFunction<int[]> figure) {
        return Figure.of(all.size(), figure);
    }

    /** Of the words those whose tag is right. */
    public Figure accuracy() {
        return figure(drawn -> confusion(drawn).accuracy());
    }

    public Figure macroF1() {
        return figure(drawn -> confusion(drawn).macroF1());
    }

    /** Of the sentences those whose tags are all right. */
    public Figure sentenceAccuracy() {
        return figure(drawn -> Arrays.stream(drawn)
                .mapToDouble(s -> all.get(s).isWhole() ? 1 : 0)
                .average()
                .orElse(Double.NaN));
    }

    /** Whether tags mark spans. */
    public boolean hasSpans() {
        return Spans.areMarkedBy(labels);
    }

    /** F1 of the spans that tags mark, as conlleval has it. */
    public Figure spanF1() {
        List<SpanCounts> counts = spanCounts();
        return figure(drawn -> sum(counts, drawn).f1());
    }

    /** Of all sentences together. */
    public SpanCounts spans() {
        return sum(spanCounts(), every());
    }

    private static SpanCounts sum(List<SpanCounts> counts, int... sentences) {
        SpanCounts sum = SpanCounts.NONE;
        for (int s : sentences) {
            sum = sum.plus(counts.get(s));
        }
        return sum;
    }

    private List<SpanCounts> spanCounts() {
        return all.stream()
                .map(s -> SpanCounts.of(
                        Spans.of(names(s.right())), Spans.of(names(s.said().tags()))))
                .toList();
    }

    private List<String> names(int... tags) {
        return Arrays.stream(tags).mapToObj(labels::get).toList();
    }

    /** Accuracy of who says of each word the tag that it had most often in training, and of others the most frequent of all. */
    public double baseline() {
        return (double) all.stream().mapToInt(s -> s.hits(s.usual())).sum() / words();
    }

    /** Words that training did not have. */
    public int unknown() {
        return unknown((_, _) -> true);
    }

    /** Accuracy on these; NaN where there are none. */
    public double unknownAccuracy() {
        return (double) unknown((s, i) -> s.right()[i] == s.said().tags()[i]) / unknown();
    }

    private interface Which {
        boolean is(Tagged sentence, int word);
    }

    private int unknown(Which which) {
        return all.stream()
                .mapToInt(s -> (int) IntStream.range(0, s.right().length)
                        .filter(i -> !s.known()[i] && which.is(s, i))
                        .count())
                .sum();
    }

    /**
     * A word with a wrong tag.
     *
     * @param sentence its number
     * @param word its number in it
     */
    public record Mistake(int sentence, int word, String right, String said, double probability) {}

    /** The wrong tags that the model was surest of, at most so many. */
    public List<Mistake> worst(int most) {
        List<Mistake> wrong = new ArrayList<>();
        for (int s = 0; s < all.size(); s++) {
            Tagged own = all.get(s);
            for (int i = 0; i < own.right().length; i++) {
                int said = own.said().tags()[i];
                if (said != own.right()[i]) {
                    wrong.add(new Mistake(
                            s,
                            i,
                            labels.get(own.right()[i]),
                            labels.get(said),
                            own.said().probabilities()[i]));
                }
            }
        }
        wrong.sort(Comparator.comparingDouble(m -> -m.probability()));
        return List.copyOf(wrong.subList(0, Math.min(most, wrong.size())));
    }

    /** All figures. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("count", words()).put("sentences", sentences());
        accuracy().put(json, "accuracy");
        macroF1().put(json, "macro_f1");
        sentenceAccuracy().put(json, "sentence_accuracy");
        if (hasSpans()) {
            spanF1().put(json, "span_f1");
            SpanCounts spans = spans();
            json.put("span_precision", spans.precision()).put("span_recall", spans.recall());
        }
        json.put("loss", loss)
                .put("unknown", unknown())
                .put("unknown_accuracy", unknownAccuracy())
                .put("baseline_accuracy", baseline());
        return ClassFigures.put(json, labels, confusion());
    }
}
