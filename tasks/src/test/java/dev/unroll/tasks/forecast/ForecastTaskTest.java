package dev.unroll.tasks.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.Weights;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTaskTest extends TaskContract {
    @TempDir
    Path folder;

    private static final Columns TWO = new Columns("none", "", List.of("wave"), List.of("noise"), 0);

    /** A noisy wave of 12 steps and something beside it. */
    private static TimeSeries waves(int rows) {
        CounterRandom random = new CounterRandom(1, 1);
        float[] values = new float[2 * rows];
        for (int t = 0; t < rows; t++) {
            values[2 * t] = (float) (50 + 10 * Math.sin(2 * Math.PI * t / 12)) + random.normal(t);
            values[2 * t + 1] = 1000 + 30 * random.normal(-t - 1);
        }
        return TimeSeries.of("waves", TWO, values);
    }

    @Override
    protected Task task() {
        return new ForecastTask(waves(300));
    }

    @Override
    protected JsonObject small() {
        return settings(Relative.LAST, new Objective.Squared());
    }

    private static JsonObject settings(Relative relative, Objective objective) {
        Architecture model = new Architecture(Cell.library("gru"), 8, 1, 16, 6, relative, objective, Noise.NONE);
        ForecastSettings standard = ForecastSettings.standard();
        return ForecastTask.RECIPE.settings(
                model, new ForecastSettings(64, standard.updates(), 0, 0.1, 60, "found", 0, 1));
    }

    /** A guess is judged where the model is: a series that grows is far from what it was. */
    @Test
    void theGuessIsThatOfTheRowsHeldOut() {
        float[] values = new float[300];
        for (int t = 0; t < values.length; t++) {
            values[t] = t + 5 * (float) Math.sin(t);
        }
        Columns one = new Columns("none", "", List.of("growing"), List.of(), 0);
        Task task = new ForecastTask(TimeSeries.of("growing", one, values));
        JsonObject settings = settings(Relative.NONE, new Objective.Squared());
        assertThat(task.guess(settings)).isGreaterThan(2 * task.untrained(settings));
    }

    @ParameterizedTest
    @CsvSource({
        "none, squared",
        "none, absolute",
        "last, 'quantile:0.1,0.5,0.9'",
        "window, huber:0.5",
        "window, 'quantile:0.05,0.95'"
    })
    void everyLossAndScaleLearns(String relative, String loss) {
        JsonObject settings = Settings.with(
                Settings.with(
                        settings(Relative.valueOf(relative.toUpperCase(Locale.ROOT)), Objective.parse(loss)),
                        "training.learning_rate",
                        0.02),
                "training.batch",
                32);
        assertThat(task().checked(settings).toString()).isEqualTo(settings.toString());
        try (Engine engine = Engine.start(1)) {
            Training training = task().training(engine, settings);
            double untrained = task().untrained(settings);
            assertThat(training.look(0).loss()).isCloseTo(untrained, within(0.2 * untrained));
            for (int step = 0; step < 150; step++) {
                training.step(step);
            }
            assertThat(training.validate().orElseThrow()).isLessThan(0.9 * task().guess(settings));
        }
    }

    @Test
    void theSameBitsForAnyNumberOfThreads() {
        double[] losses = new double[2];
        for (int threads = 1; threads <= 2; threads++) {
            try (Engine engine = Engine.start(threads)) {
                Training training = task().training(engine, small());
                for (int step = 0; step < 5; step++) {
                    losses[threads - 1] = training.step(step).loss();
                }
                losses[threads - 1] += training.validate().orElseThrow();
            }
        }
        assertThat(losses[0]).isEqualTo(losses[1]);
    }

    @Test
    void aSavedModelSaysTheSame() {
        try (Engine engine = Engine.start(1)) {
            JsonObject settings = settings(Relative.WINDOW, Objective.parse("quantile"));
            ForecastTraining training = new ForecastTask(waves(300)).training(engine, settings);
            training.step(0);
            new ModelFolder(folder)
                    .write(
                            training.config(),
                            training.model().fitted().toJson(),
                            Weights.named("", training.model().state()));
            Forecaster opened = Forecaster.open(engine, folder);
            String said = opened.forecast(waves(40)).toCsv();
            assertThat(said).isEqualTo(training.model().forecast(waves(40)).toCsv());
            assertThat(said.lines().toList()).hasSize(7).first().isEqualTo("step,wave,wave_0.1,wave_0.5,wave_0.9");
            assertThat(said.lines().skip(1).findFirst().orElseThrow()).startsWith("41,");
            assertThatThrownBy(() -> opened.forecast(waves(15)))
                    .isInstanceOf(FileException.class)
                    .hasMessage("waves has 15 rows, but the model reads 16 to say what follows; name a longer series");
        }
    }

    @Test
    void partsMustHoldWindows() {
        assertThatThrownBy(() -> new ForecastTask(waves(60)).parameters(small()))
                .hasMessage(
                        "waves has 60 rows, but 0 for training, 6 for validation and 60 for the test were asked for; make"
                                + " them fewer");
        JsonObject noTest = Settings.with(small(), "training.test", 0);
        assertThatThrownBy(() -> new ForecastTask(waves(23)).parameters(noTest))
                .hasMessage(
                        "waves has 21 of its 23 rows for training, but a window needs 22 there; use a longer series or a"
                                + " smaller --context or --horizon");
        assertThatThrownBy(() -> new ForecastTask(waves(50)).parameters(noTest))
                .hasMessage(
                        "waves has 5 of its 50 rows for validation, but a window needs 6 there; use a longer series or a"
                                + " smaller --horizon, or a larger --val (0: none)");
        assertThatThrownBy(() -> ForecastSettings.fromJson(
                        Settings.with(small(), "training.test", 1.5).getObject("training")))
                .hasMessage("the part for test must be a share below 1 or a number of rows, got 1.5");
    }

    @Test
    void whatNeverChangesIsRefused() {
        float[] values = new float[400];
        for (int t = 0; t < 200; t++) {
            values[2 * t] = t % 7;
            values[2 * t + 1] = 5;
        }
        TimeSeries series = TimeSeries.of("still", TWO, values);
        assertThatThrownBy(() -> new ForecastTask(series).parameters(small()))
                .isInstanceOf(FileException.class)
                .hasMessage("still: noise is always 5.0 in the 120 rows to learn from; leave it out");
    }

    @Test
    void refusesAnotherSeries() {
        JsonObject other = new ForecastTask(waves(299)).data();
        assertThatThrownBy(() -> task().refuseOtherData(other)).hasMessageContaining("is not the one this run");
    }
}
