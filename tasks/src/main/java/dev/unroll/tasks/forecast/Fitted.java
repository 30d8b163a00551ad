package dev.unroll.tasks.forecast;

import dev.unroll.classic.Autoregression;
import dev.unroll.classic.Season;
import dev.unroll.data.Standardization;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known from the rows to learn from, beside a model's weights.
 *
 * @param columns as a file must have them
 * @param scale of the columns
 * @param season steps after which the first target comes round, 1 for none
 * @param autoregressive of each target, standardised
 * @param moves of each target, standardised: the mean distance from the value a season before, by which MASE divides
 */
record Fitted(
        Columns columns,
        Standardization scale,
        Calendar calendar,
        int season,
        List<Baseline.Autoregressive> autoregressive,
        double[] moves) {
    /** A season is looked for among at most so many steps of so many rows, the last ones: enough for hours in a month, days in years. */
    private static final int LONGEST_SEASON = 1000;

    private static final int ROWS_FOR_SEASON = 20_000;

    /** An autoregression looks back as far as the model, but no farther than this. */
    private static final int LONGEST_ORDER = 128;

    private static final double RIDGE = 1e-4;

    /**
     * Fits what there is to fit.
     *
     * @throws FileException if a column never changes
     */
    static Fitted of(TimeSeries series, Split split, Architecture model, ForecastSettings settings) {
        int rows = split.training();
        int width = series.width();
        for (int c = 0; c < width; c++) {
            double[] column = series.column(c, 0, rows);
            double first = column[0];
            if (Arrays.stream(column).allMatch(v -> v == first)) {
                throw new FileException(
                        series.source() + ": " + series.columns().numbers().get(c) + " is always "
                                + (float) first + " in the " + rows + " rows to learn from; "
                                + (c < series.targets()
                                        ? "there is nothing to learn, so name another column"
                                        : "leave it out"));
            }
        }
        Standardization scale =
                Standardization.fit(width, List.of(Arrays.copyOf(series.values(), Math.multiplyExact(rows, width))));
        double[][] targets = targets(series, scale);
        double[] recent = Arrays.copyOfRange(targets[0], Math.max(0, rows - ROWS_FOR_SEASON), rows);
        int season = settings.season() > 0 ? settings.season() : Season.of(recent, LONGEST_SEASON);
        if (season >= rows) {
            throw new IllegalArgumentException("a season of " + season + " steps is longer than the " + rows
                    + " rows to learn from; take a shorter one, or 1 for none");
        }
        int order = Math.max(1, Math.min(Math.min(model.context(), LONGEST_ORDER), rows / 3));
        return new Fitted(
                series.columns(),
                scale,
                Calendar.of(series.clock(), rows, settings.calendar()),
                season,
                Arrays.stream(targets)
                        .map(t -> new Baseline.Autoregressive(Autoregression.fit(Arrays.copyOf(t, rows), order, RIDGE)))
                        .toList(),
                Arrays.stream(targets)
                        .mapToDouble(t -> IntStream.range(season, rows)
                                .mapToDouble(r -> Math.abs(t[r] - t[r - season]))
                                .average()
                                .orElse(Double.NaN))
                        .toArray());
    }

    /** How many columns are forecast. */
    int targets() {
        return columns.targets().size();
    }

    /** Numbers of a step that a model reads. */
    int width() {
        return columns.numbers().size() + calendar.width();
    }

    /** What is forecast, standardised, [target][row]. */
    double[][] targets(TimeSeries series) {
        return targets(series, scale);
    }

    private static double[][] targets(TimeSeries series, Standardization scale) {
        float[] values = standardised(series, scale);
        double[][] all = new double[series.targets()][series.rows()];
        for (int c = 0; c < all.length; c++) {
            for (int r = 0; r < series.rows(); r++) {
                all[c][r] = values[r * series.width() + c];
            }
        }
        return all;
    }

    private static float[] standardised(TimeSeries series, Standardization scale) {
        float[] values = series.values().clone();
        scale.apply(values);
        return values;
    }

    /** A series as a model reads it. */
    Windows windows(TimeSeries series, Architecture model) {
        return new Windows(
                model,
                standardised(series, scale),
                series.width(),
                series.targets(),
                calendar.of(series),
                calendar.width());
    }

    /** What a model has to beat for one target. */
    List<Baseline> baselines(int target) {
        return Baseline.all(season, autoregressive.get(target));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("columns", columns.toJson())
                .put("scale", scale.toJson())
                .put("calendar", calendar.names())
                .put("season", season)
                .put(
                        "autoregressive",
                        autoregressive.stream()
                                .map(Baseline.Autoregressive::toJson)
                                .toList())
                .put("moves", Arrays.stream(moves).boxed().toList());
    }

    static Fitted read(Path file) {
        JsonObject json = Json.read(file);
        Fitted read = new Fitted(
                Columns.fromJson(json.getObject("columns")),
                Standardization.fromJson(json.getObject("scale")),
                Calendar.named(json.getStrings("calendar")),
                json.getInt("season"),
                json.getObjects("autoregressive").stream()
                        .map(Baseline.Autoregressive::fromJson)
                        .toList(),
                json.getDoubles("moves"));
        int targets = read.targets();
        if (targets < 1
                || read.columns.numbers().size() != read.scale.width()
                || read.autoregressive.size() != targets
                || read.moves.length != targets
                || read.season < 1) {
            throw new FileException(
                    file + " is corrupt: its parts do not belong to one series; restore it from a copy");
        }
        return read;
    }
}
