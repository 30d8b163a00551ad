package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.metrics.Confusion;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What reports for programs say of each class. */
public final class ClassFigures {
    private ClassFigures() {}

    /** Adds labels, precision, recall and F1 of each, and which class was taken for which, to a report. */
    public static JsonObject put(JsonObject json, List<String> labels, Confusion confusion) {
        return json.put("labels", labels)
                .put("precision", each(confusion, confusion::precision))
                .put("recall", each(confusion, confusion::recall))
                .put("f1", each(confusion, confusion::f1))
                .put(
                        "confusion",
                        Arrays.stream(confusion.counts())
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList());
    }

    private static List<Double> each(Confusion of, IntToDoubleFunction figure) {
        return IntStream.range(0, of.classes()).mapToDouble(figure).boxed().toList();
    }
}
