package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.metrics.Calibration;
import dev.unroll.metrics.Confusion;
import dev.unroll.metrics.MeanLoss;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
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
    private static final int SAMPLES = 1000;

    private static final int BINS = 10;

    /** From the 2.5th to the 97.5th of a hundred. */
    public record Interval(double low, double high) {}

    /** Measures a model on items with labels. */
    public static Report of(Classifier model, Items items) {
        int[] right = model.symbols().classes(items);
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

    /** Of as many items drawn from them with replacement, a thousand times (Efron 1979). */
    private Interval bootstrap(ToDoubleFunction<Confusion> figure) {
        double[] values = new double[SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            CounterRandom random = new CounterRandom(s, 0);
            int[] drawn = new int[count()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (int) (random.uniform(i) * count());
            }
            values[s] = figure.applyAsDouble(confusion(drawn));
        }
        Arrays.sort(values);
        return new Interval(values[SAMPLES / 40], values[SAMPLES - 1 - SAMPLES / 40]);
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
        return new JsonObject()
                .put("count", count())
                .put("accuracy", confusion.accuracy())
                .put("accuracy_95", List.of(accuracy.low(), accuracy.high()))
                .put("macro_f1", confusion.macroF1())
                .put("macro_f1_95", List.of(f1.low(), f1.high()))
                .put("loss", loss())
                .put("calibration_error", calibration().error())
                .put(
                        "calibration",
                        calibration().bins().stream().map(Report::toJson).toList())
                .put("labels", labels)
                .put("precision", ofClasses(confusion::precision))
                .put("recall", ofClasses(confusion::recall))
                .put("f1", ofClasses(confusion::f1))
                .put(
                        "confusion",
                        Arrays.stream(confusion.counts())
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList());
    }

    private List<Double> ofClasses(IntToDoubleFunction figure) {
        return IntStream.range(0, labels.size()).mapToDouble(figure).boxed().toList();
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
