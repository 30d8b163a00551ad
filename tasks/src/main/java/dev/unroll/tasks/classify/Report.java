package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.metrics.Calibration;
import dev.unroll.metrics.Confusion;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.tasks.Bootstrap;
import dev.unroll.tasks.Bootstrap.Interval;
import dev.unroll.tasks.ClassFigures;
import dev.unroll.tasks.items.Items;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a model names the classes of items whose classes are known.
 *
 * @param labels the classes
 * @param right class of each item
 * @param probabilities of each class for each item
 */
public record Report(List<String> labels, int[] right, float[][] probabilities) {
    private static final int BINS = 10;

    /** Measures a model on items with labels. */
    public static Report of(Classifier model, Items items) {
        int[] right = model.classes().classes(items);
        return new Report(model.labels(), right, model.probabilities(items));
    }

    public int count() {
        return right.length;
    }

    /** The most probable class of an item; of equal ones the first. */
    public static int answer(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }

    public Confusion confusion() {
        return confusion(IntStream.range(0, count()).toArray());
    }

    private Confusion confusion(int... items) {
        Confusion confusion = new Confusion(labels.size());
        for (int i : items) {
            confusion.add(right[i], answer(probabilities[i]));
        }
        return confusion;
    }

    /** Of the answers and how sure of them the model was. */
    public Calibration calibration() {
        Calibration calibration = new Calibration(BINS);
        for (int i = 0; i < count(); i++) {
            int said = answer(probabilities[i]);
            calibration.add(probabilities[i][said], said == right[i]);
        }
        return calibration;
    }

    /** Mean of −ln p(right class). */
    public double loss() {
        MeanLoss loss = new MeanLoss();
        for (int i = 0; i < count(); i++) {
            loss.add(probabilities[i][right[i]]);
        }
        return loss.nats();
    }

    public Interval accuracyInterval() {
        return bootstrap(Confusion::accuracy);
    }

    public Interval macroF1Interval() {
        return bootstrap(Confusion::macroF1);
    }

    private Interval bootstrap(ToDoubleFunction<Confusion> figure) {
        return Bootstrap.interval(count(), drawn -> figure.applyAsDouble(confusion(drawn)));
    }

    /** The wrong answers that the model was surest of, at most so many. */
    public int[] worst(int most) {
        return IntStream.range(0, count())
                .filter(i -> answer(probabilities[i]) != right[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probabilities[i][answer(probabilities[i])]))
                .limit(most)
                .mapToInt(i -> i)
                .toArray();
    }

    /** All figures. */
    public JsonObject toJson() {
        Interval accuracy = accuracyInterval();
        Interval f1 = macroF1Interval();
        Confusion confusion = confusion();
        JsonObject json = new JsonObject()
                .put("count", count())
                .put("accuracy", confusion.accuracy())
                .put("accuracy_95", List.of(accuracy.low(), accuracy.high()))
                .put("macro_f1", confusion.macroF1())
                .put("macro_f1_95", List.of(f1.low(), f1.high()))
                .put("loss", loss())
                .put("calibration_error", calibration().error())
                .put(
                        "calibration",
                        calibration().bins().stream().map(Report::toJson).toList());
        return ClassFigures.put(json, labels, confusion);
    }

    private static JsonObject toJson(Calibration.Bin bin) {
        return new JsonObject()
                .put("low", bin.low())
                .put("high", bin.high())
                .put("count", bin.count())
                .put("probability", bin.probability())
                .put("accuracy", bin.accuracy());
    }
}
