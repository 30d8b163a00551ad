package dev.unroll.tasks.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Updates;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastReportTest {
    private static final Columns X = new Columns("none", "", List.of("x"), List.of(), 0);

    private static TimeSeries series(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return TimeSeries.of("numbers", X, floats);
    }

    /** Fresh, so that it says the last value again. */
    private static ForecastTraining fresh(Engine engine, TimeSeries series, String loss, int season) {
        Architecture model =
                new Architecture(Cell.library("rnn"), 4, 1, 2, 2, Relative.LAST, Objective.parse(loss), Noise.NONE);
        JsonObject settings = ForecastTask.RECIPE.settings(
                model, new ForecastSettings(4, Updates.standard(), 8, 0, 4, "found", season, 1));
        return new ForecastTask(series).training(engine, settings);
    }

    @Test
    void byHand() {
        // Learnt from: mean 1, deviation 1, mean change 2. Kept: origins 8, 9 and 10 of two steps each.
        TimeSeries series = series(0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 4, 2);
        try (Engine engine = Engine.start(1)) {
            ForecastTraining training = fresh(engine, series, "squared", 1);
            ForecastReport report = ForecastReport.of(training.model(), series, training.config());
            assertThat(report.origins()).containsExactly(8, 9, 10);
            Scores model = report.scores().get(0);
            Scores naive = report.scores().get(1);
            // 2, 2 for 0, 2; 0, 0 for 2, 4; 2, 2 for 4, 2.
            assertThat(model.squared()[0][0]).isCloseTo((4 + 4 + 4) / 3.0, within(1e-5));
            assertThat(model.squared()[1][0]).isCloseTo((0 + 16 + 0) / 3.0, within(1e-5));
            assertThat(model.meanSquared()).isCloseTo(28 / 6.0, within(1e-5));
            assertThat(model.meanAbsolute()).isCloseTo(10 / 6.0, within(1e-5));
            assertThat(report.scaled(model)).isCloseTo(10 / 6.0 / 2, within(1e-5));
            assertThat(model.each()[1]).isCloseTo(10, within(1e-4));
            assertThat(naive.name()).isEqualTo("naive");
            assertThat(naive.meanSquared()).isCloseTo(model.meanSquared(), within(1e-5));
            assertThat(report.scores()).hasSize(3);
            assertThat(report.usual()).isIn(0, 2);
            assertThat(report.worst()).isEqualTo(1);
            ForecastReport.Example example = report.example(1, 0, 3);
            assertThat(example.truth()).containsExactly(0, 2, 0, 2, 4);
            assertThat(example.said().getFirst()).containsExactly(0, 0);
            assertThat(example.low()).isEmpty();
        }
    }

    @Test
    void aSeasonIsRepeatedAndWins() {
        double[] values = new double[12];
        Arrays.setAll(values, t -> new double[] {1, 5, 2, 7}[t % 4] + 0.01 * t);
        try (Engine engine = Engine.start(1)) {
            ForecastTraining training = fresh(engine, series(values), "absolute", 4);
            ForecastReport report = ForecastReport.of(training.model(), series(values), training.config());
            Scores seasonal = report.scores().get(2);
            assertThat(seasonal.name()).isEqualTo("seasonal naive");
            assertThat(report.scaled(seasonal)).isCloseTo(1, within(1e-3));
            assertThat(report.byAbsolute()).isTrue();
            assertThat(report.best().name()).isEqualTo("seasonal naive");
            assertThat(report.lead().low()).isPositive();
            JsonObject json = report.toJson();
            assertThat(json.getBoolean("beats_baselines")).isFalse();
            assertThat(json.getString("best_baseline")).isEqualTo("seasonal naive");
            assertThat(json.getObject("methods").getObject("seasonal naive").getDouble("mse"))
                    .isLessThan(json.getObject("methods").getObject("model").getDouble("mse"));
        }
    }

    @Test
    void quantilesByHand() {
        TimeSeries series = series(0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 4, 2);
        try (Engine engine = Engine.start(1)) {
            ForecastTraining training = fresh(engine, series, "quantile:0.1,0.9", 1);
            ForecastReport report = ForecastReport.of(training.model(), series, training.config());
            // All quantiles of a fresh model are the last value: 0, 2 | 2, 4 | 4, 2 against 2 | 0 | 2.
            assertThat(report.quantiles()).hasSize(2);
            ForecastReport.Quantile low = report.quantiles().getFirst();
            assertThat(low.below()).isCloseTo(3 / 6.0, within(1e-9));
            assertThat(low.pinball()).isCloseTo((0.9 * 2 + 0.1 * (2 + 4 + 2)) / 6, within(1e-5));
            assertThat(report.covered()).isZero();
        }
    }

    @Test
    void whatIsMeasuredOn() {
        double[] values = new double[30];
        Arrays.setAll(values, t -> Math.sin(t) + t % 3);
        TimeSeries whole = series(values);
        TimeSeries began = series(Arrays.copyOf(values, 20));
        try (Engine engine = Engine.start(1)) {
            ForecastTraining training = fresh(engine, began, "squared", 1);
            JsonObject config = training.config();
            // The very series: the part of 4 rows that was kept; one that goes on: all after the 8 learned from;
            // another: all.
            assertThat(ForecastReport.of(training.model(), began, config).origins())
                    .containsExactly(8, 9, 10);
            assertThat(ForecastReport.of(training.model(), whole, config).origins())
                    .startsWith(8)
                    .endsWith(28);
            assertThat(ForecastReport.of(training.model(), series(Arrays.copyOfRange(values, 9, 20)), config)
                            .origins())
                    .startsWith(2)
                    .endsWith(9);
            assertThatThrownBy(() -> ForecastReport.of(training.model(), series(1, 2, 3), config))
                    .hasMessage(
                            "numbers has 3 rows to measure on, but a forecast needs 2 before it and 2 after; name a longer"
                                    + " series");
        }
    }

    @Test
    void neighboursAreDrawnTogether() {
        double[] alike = new double[1000];
        Arrays.setAll(alike, i -> i / 100 % 2);
        Scores.Interval alone = Scores.interval(alike, 1);
        Scores.Interval together = Scores.interval(alike, 200);
        assertThat(alone.high() - alone.low()).isCloseTo(2 * 1.96 * 0.5 / Math.sqrt(1000), within(0.01));
        assertThat(together.high() - together.low()).isLessThan(0.01); // every 200 have the same mean
        Scores.Interval few = Scores.interval(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 100);
        assertThat(few.high() - few.low()).isGreaterThan(1); // blocks of 2, though longer ones were asked for
        Scores.Interval halves = Scores.interval(alike, 100);
        assertThat(halves.high() - halves.low()).isGreaterThan(3 * (alone.high() - alone.low()));
    }
}
