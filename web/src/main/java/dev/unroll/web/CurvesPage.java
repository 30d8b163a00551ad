package dev.unroll.web;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunMetrics;
import dev.unroll.io.RunMetrics.Table;
import dev.unroll.tasks.ClippedSteps;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Answers {@code /api/curves}: some quantities of some runs along one common axis. */
final class CurvesPage {
    private static final int MOST_BUCKETS = 4000;

    private static final String STEPS = "step";

    /** The events whose lines have quantities to plot. */
    private static final List<String> EVENTS = List.of(STEPS, "validation", "peak");

    private final Runs runs;

    CurvesPage(Runs runs) {
        this.runs = runs;
    }

    /**
     * @param exchange {@code runs}: names separated by line breaks, {@code fields}, {@code x} (step or seconds), {@code from},
     *     {@code to}, {@code points}, {@code smooth}
     */
    void answer(Exchange exchange) throws IOException {
        List<Run> chosen = exchange.query("runs", "")
                .lines()
                .filter(n -> !n.isEmpty())
                .map(runs::named)
                .toList();
        String[] fields = exchange.query("fields", "loss").split(",", -1);
        boolean bySeconds = exchange.query("x", "step").equals("seconds");
        double smoothing = Math.clamp(exchange.number("smooth", 0), 0, 0.9999);
        int points = (int) Math.clamp(exchange.number("points", 600), 2, MOST_BUCKETS);
        double last = 0;
        for (Run run : chosen.parallelStream().toList()) {
            last = Math.max(last, run.read(m -> end(m, bySeconds)));
        }
        double from = exchange.number("from", 0);
        double to = exchange.number("to", last);
        if (!(to > from)) {
            to = from + 1;
        }
        // Steps are whole: there are no more places than that between them.
        int buckets = bySeconds ? points : (int) Math.max(2, Math.min(points, Math.ceil(to - from) + 1));
        Curve.Axis axis = bySeconds || buckets == points
                ? new Curve.Axis(from, to, buckets)
                : new Curve.Axis(Math.ceil(from) - 0.5, Math.ceil(from) - 0.5 + buckets, buckets);
        List<Double> x = IntStream.range(0, buckets).mapToObj(axis::x).toList();
        List<JsonObject> curves = new ArrayList<>();
        for (Run run : chosen) {
            curves.add(run.read(m -> curves(run, m, fields, bySeconds, axis, smoothing)));
        }
        exchange.json(new JsonObject().put("x", x).put("last", last).put("runs", curves));
    }

    private static double end(RunMetrics m, boolean bySeconds) {
        return m.table(STEPS)
                .map(t -> bySeconds ? t.last("seconds") : (double) t.steps()[t.rows() - 1])
                .orElse(0.0);
    }

    private static JsonObject curves(
            Run run, RunMetrics m, String[] fields, boolean bySeconds, Curve.Axis axis, double smoothing) {
        JsonObject json = new JsonObject().put("name", run.name());
        clipped(run, m, bySeconds, axis).ifPresent(c -> json.put("clip", c));
        for (String field : fields) {
            for (String event : EVENTS) {
                Optional<Table> table = m.table(event);
                Optional<float[]> column = event.equals(STEPS) && field.equals("learning_rate")
                        ? Rates.of(run.config(), m)
                        : table.flatMap(t -> t.column(field));
                if (column.isEmpty()) {
                    continue;
                }
                Table t = table.get();
                float[] y = column.get();
                IntToDoubleFunction x = bySeconds ? seconds(m, t) : i -> t.steps()[i];
                // The others are few, and each counts; and rates do not scatter.
                double smooth = event.equals(STEPS) && !field.equals("learning_rate") ? smoothing : 0;
                Curve curve = Curve.of(t.rows(), x, i -> y[i], axis, smooth);
                json.put(
                        field,
                        new JsonObject()
                                .put("mean", list(curve.mean()))
                                .put("low", list(curve.low()))
                                .put("high", list(curve.high())));
            }
        }
        return json;
    }

    /** The limit of the gradient's norm, and how many of the updates shown were longer; empty where nothing limits it. */
    private static Optional<JsonObject> clipped(Run run, RunMetrics m, boolean bySeconds, Curve.Axis axis) {
        OptionalDouble limit = ClippedSteps.limit(run.config());
        Optional<Table> steps = m.table(STEPS);
        Optional<float[]> norms = steps.flatMap(t -> t.column("gradient_norm"));
        if (limit.isEmpty() || Double.isInfinite(limit.getAsDouble()) || norms.isEmpty()) {
            return Optional.empty();
        }
        Table t = steps.get();
        IntToDoubleFunction x = bySeconds ? seconds(m, t) : i -> t.steps()[i];
        int shown = 0;
        int longer = 0;
        for (int i = 0; i < t.rows(); i++) {
            if (axis.bucket(x.applyAsDouble(i)) >= 0) {
                shown++;
                longer += norms.get()[i] > limit.getAsDouble() ? 1 : 0;
            }
        }
        return Optional.of(new JsonObject()
                .put("limit", limit.getAsDouble())
                .put("share", shown == 0 ? 0 : longer / (double) shown));
    }

    /** When a row was, for rows without a time of their own: that of the step before. */
    private static IntToDoubleFunction seconds(RunMetrics m, Table of) {
        Optional<float[]> own = of.column("seconds");
        if (own.isPresent()) {
            return i -> own.get()[i];
        }
        Optional<Table> steps = m.table(STEPS);
        if (steps.isEmpty() || steps.get().column("seconds").isEmpty()) {
            return _ -> Double.NaN;
        }
        float[] seconds = steps.get().column("seconds").get();
        int[] at = {0};
        return i -> {
            while (at[0] + 1 < steps.get().rows() && steps.get().steps()[at[0] + 1] <= of.steps()[i]) {
                at[0]++;
            }
            return seconds[at[0]];
        };
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
