package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Bootstrap.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A figure, and what it would be for other examples, 95 times in a hundred. */
public record Figure(double value, Interval interval) {
    /** @param figure of examples by their numbers below {@code count} */
    public static Figure of(int count, ToDoubleFunction<int[]> figure) {
        return new Figure(figure.applyAsDouble(IntStream.range(0, count).toArray()), Bootstrap.interval(count, figure));
    }

    /** Adds both to a report for programs. */
    public JsonObject put(JsonObject json, String name) {
        return json.put(name, value).put(name + "_95", List.of(interval.low(), interval.high()));
    }
}
