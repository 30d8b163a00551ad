package dev.unroll.tasks.translate;

import dev.unroll.io.JsonObject;
import dev.unroll.metrics.Bleu;
import dev.unroll.metrics.Chrf;
import dev.unroll.tasks.Bootstrap;
import dev.unroll.tasks.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well lines are translated whose translations are known.
 *
 * @param said what the model says, of each pair
 * @param loss mean of −ln p over the pieces of the right translations
 * @param cut sources that were not read to their end
 */
public record TranslationReport(Bitext pairs, List<String> said, Bleu.Tokens tokens, double loss, int cut) {
    public TranslationReport {
        said = List.copyOf(said);
    }

    /** Measures a model. */
    public static TranslationReport of(Translator model, Bitext pairs, Decoding decoding, Bleu.Tokens tokens) {
        List<Translator.Translation> said = model.translate(pairs.sources(), decoding);
        return new TranslationReport(
                pairs, said.stream().map(Translator.Translation::text).toList(), tokens, model.loss(pairs), (int)
                        said.stream().filter(Translator.Translation::cut).count());
    }

    public int count() {
        return said.size();
    }

    private List<long[]> bleuCounts() {
        List<long[]> counts = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            counts.add(Bleu.counts(
                    Bleu.tokens(said.get(i), tokens),
                    List.of(Bleu.tokens(pairs.targets().get(i), tokens))));
        }
        return counts;
    }

    private List<long[]> chrfCounts() {
        List<long[]> counts = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            counts.add(Chrf.counts(said.get(i), pairs.targets().get(i)));
        }
        return counts;
    }

    private static double score(List<long[]> counts, ToDoubleFunction<long[]> score, int... items) {
        long[] sum = new long[counts.getFirst().length];
        for (int i : items) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += counts.get(i)[c];
            }
        }
        return score.applyAsDouble(sum);
    }

    private double whole(List<long[]> counts, ToDoubleFunction<long[]> score) {
        return score(counts, score, IntStream.range(0, count()).toArray());
    }

    private Bootstrap.Interval interval(List<long[]> counts, ToDoubleFunction<long[]> score) {
        return Bootstrap.interval(count(), drawn -> score(counts, score, drawn));
    }

    private static double chrf(long... counts) {
        return Chrf.score(Chrf.BETA, counts);
    }

    /** From 0 to 100. */
    public double bleu() {
        return whole(bleuCounts(), Bleu::score);
    }

    public Bootstrap.Interval bleuInterval() {
        return interval(bleuCounts(), Bleu::score);
    }

    /** From 0 to 100. */
    public double chrf() {
        return whole(chrfCounts(), TranslationReport::chrf);
    }

    public Bootstrap.Interval chrfInterval() {
        return interval(chrfCounts(), TranslationReport::chrf);
    }

    /** The pairs with the lowest chrF2, at most so many. */
    public int[] worst(int most) {
        List<long[]> counts = chrfCounts();
        return IntStream.range(0, count())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> chrf(counts.get(i))))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
    }

    /** All figures. */
    public JsonObject toJson() {
        Bootstrap.Interval bleu = bleuInterval();
        Bootstrap.Interval chrf = chrfInterval();
        return new JsonObject()
                .put("count", count())
                .put("bleu", bleu())
                .put("bleu_95", List.of(bleu.low(), bleu.high()))
                .put("tokenize", Check.lower(tokens))
                .put("chrf2", chrf())
                .put("chrf2_95", List.of(chrf.low(), chrf.high()))
                .put("loss", loss)
                .put("cut", cut);
    }
}
