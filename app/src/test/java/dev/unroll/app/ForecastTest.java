package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.SharedData;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train forecast}, {@code eval} and {@code predict}, as a user types them. */
class ForecastTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void passengersAreForecastMeasuredAndDrawn() throws IOException {
        Path file = SharedData.require("timeseries/airline-passengers.csv");
        Path run = folder.resolve("run");
        List<Object> words = List.of(
                "train",
                "forecast",
                file,
                "--context",
                "24",
                "--horizon",
                "12",
                "--hidden",
                "16",
                "--loss",
                "quantile",
                "--relative",
                "window",
                "--lr",
                "0.01",
                "--epochs",
                "20",
                "--out",
                run);
        Program.Result trained = Program.here(words.toArray());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains(
                        "144 rows a step of 1 month of Passengers, 66 windows to learn and 3 held out",
                        "with the place in year, season of 12 steps",
                        "./unroll eval ");

        Path png = folder.resolve("forecasts.png");
        Program.Result measured = Program.here("eval", run, file, "--png", png);
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.out())
                .contains(
                        "18 forecasts of 12 steps, from 1958-08 on",
                        "seasonal naive",
                        "autoregressive",
                        "MAE by step",
                        "of the values lie between the outer two; 0.800 should");
        assertThat(Files.size(png)).isGreaterThan(10_000);
        JsonObject figures =
                Json.parse(Program.here("eval", run, file, "--json").outLines().getLast(), "stdout");
        assertThat(figures.getInt("count")).isEqualTo(18);
        JsonObject methods = figures.getObject("methods");
        assertThat(methods.keys()).containsExactly("model", "naive", "seasonal naive", "autoregressive");
        assertThat(methods.getObject("model").getDouble("mae"))
                .isLessThan(methods.getObject("naive").getDouble("mae"));

        Program.Result predicted = Program.here("predict", run, file);
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.outLines())
                .hasSize(13)
                .first()
                .isEqualTo("Month,Passengers,Passengers_0.1,Passengers_0.5,Passengers_0.9");
        assertThat(predicted.outLines().get(1)).startsWith("1961-01,");
        assertThat(predicted.outLines().getLast()).startsWith("1961-12,");
        Path said = folder.resolve("said.csv");
        assertThat(Program.here("predict", run, file, "--out", said).out()).isEmpty();
        assertThat(Files.readString(said)).isEqualTo(predicted.out());

        words = List.of("train", "forecast", file, "--resume", "--epochs", "21", "--out", run);
        Program.Result resumed = Program.here(words.toArray());
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "day,x,y\n2020-01-01,1,2\n2020-01-02,2,3\n");
        Program.Result target = Program.here("train", "forecast", file);
        assertThat(target.code()).isEqualTo(Main.FAILED);
        assertThat(target.err()).contains("say with --target which of them is to be forecast");
        Program.Result loss = Program.here("train", "forecast", file, "--target", "x", "--loss", "cubed");
        assertThat(loss.code()).isEqualTo(Main.USAGE);
        assertThat(loss.err())
                .contains("a loss is squared, absolute, huber[:DISTANCE] or quantile[:Q,Q,...], got cubed");
        Program.Result few = Program.here("train", "forecast", file, "--target", "x");
        assertThat(few.code()).isEqualTo(Main.FAILED);
        assertThat(few.err()).contains("has 2 of its 2 rows for training, but a window needs 120 there");
    }
}
