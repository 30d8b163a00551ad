package dev.unroll.tasks.embed;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tasks.Figure;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.Items;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * How well items are written again from their vectors.
 *
 * @param count of the items
 * @param figures of texts {@code symbols}, the share of words that stand where they should, {@code exact}, that of texts without a mistake, and
 *     {@code usual}, the share that who writes the most frequent word alone has right; of series {@code mse} in deviations, and {@code
 *     mean_mse}, that of who writes the mean
 * @param loss of texts, mean of −ln p of each next word after those that are right; NaN for series
 * @param written the items as they are written
 * @param worst those that are written worst, the worst first
 */
public record EmbedReport(
        int count, SequencedMap<String, Figure> figures, double loss, List<String> written, List<Integer> worst) {
    /** Measures a model. */
    public static EmbedReport of(Autoencoder model, Items items) {
        return model.readsTexts() ? texts(model, items) : series(model, items);
    }

    private static Figure share(double[] part, double[] whole) {
        return Figure.of(part.length, drawn -> {
            double parts = 0;
            double wholes = 0;
            for (int i : drawn) {
                parts += part[i];
                wholes += whole[i];
            }
            return parts / wholes;
        });
    }

    private static List<Integer> highest(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[b], values[a]))
                .toList();
    }

    private static EmbedReport texts(Autoencoder model, Items items) {
        Inputs inputs = model.encoder().inputs(items);
        int[][] said = model.words(items);
        int n = said.length;
        double[] right = new double[n];
        double[] usual = new double[n];
        double[] lengths = new double[n];
        double[] exact = new double[n];
        double[] wrong = new double[n];
        for (int i = 0; i < n; i++) {
            int[] own = inputs.tokens(i);
            lengths[i] = own.length;
            for (int t = 0; t < own.length; t++) {
                right[i] += t < said[i].length && said[i][t] == own[t] ? 1 : 0;
                usual[i] += own[t] == 1 ? 1 : 0; // the most frequent one has number 1
            }
            exact[i] = Arrays.equals(own, said[i]) ? 1 : 0;
            wrong[i] = 1 - right[i] / own.length;
        }
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        SequencedMap<String, Figure> figures = new LinkedHashMap<>();
        figures.put("symbols", share(right, lengths));
        figures.put("exact", share(exact, ones));
        figures.put("usual", share(usual, lengths));
        return new EmbedReport(
                n,
                figures,
                loss(model, items),
                Arrays.stream(said).map(model::text).toList(),
                highest(wrong));
    }

    private static double loss(Autoencoder model, Items items) {
        double[] sums = new double[2];
        model.encoder().each(items, (tape, some, batch) -> {
            Autoencoder.Cost cost = model.cost(tape, batch, new CounterRandom(0, 0));
            sums[0] += cost.mean().item() * (double) cost.steps();
            sums[1] += cost.steps();
        });
        return sums[0] / sums[1];
    }

    private static EmbedReport series(Autoencoder model, Items items) {
        Inputs inputs = model.encoder().inputs(items);
        float[][] said = model.series(items);
        int n = said.length;
        double[] errors = new double[n];
        double[] power = new double[n];
        double[] counts = new double[n];
        for (int i = 0; i < n; i++) {
            float[] own = inputs.table(i);
            counts[i] = own.length;
            for (int j = 0; j < own.length; j++) {
                errors[i] += Math.pow((double) said[i][j] - own[j], 2);
                power[i] += (double) own[j] * own[j];
            }
        }
        double[] means =
                IntStream.range(0, n).mapToDouble(i -> errors[i] / counts[i]).toArray();
        SequencedMap<String, Figure> figures = new LinkedHashMap<>();
        figures.put("mse", share(errors, counts));
        figures.put("mean_mse", share(power, counts));
        return new EmbedReport(
                n, figures, Double.NaN, Arrays.stream(said).map(model::line).toList(), highest(means));
    }

    /** All figures. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("count", count);
        figures.forEach((name, figure) -> figure.put(json, name));
        return Double.isNaN(loss) ? json : json.put("loss", loss);
    }
}
