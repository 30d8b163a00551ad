package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train adding}, {@code train copy} and {@code experiment}. */
class ExperimentTest {
    @TempDir
    static Path folder;

    @Test
    void aMemoryTaskIsTrainedResumedAndLookedAt() throws Exception {
        Path run = folder.resolve("adding");
        Program.Result trained = Program.alone(
                folder, "train", "adding", "--lag", 12, "--hidden", 8, "--cell", "gru", "--steps", 120, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("gru, 1 x 8", "lag 12", "0.1667", "val", "sequences/s", "./unroll gradients " + run);

        Program.Result further = Program.here("train", "adding", "--resume", "--out", run, "--steps", 150, "--json");
        assertThat(further.code()).as(further.err()).isZero();
        assertThat(further.outLines()).hasSizeGreaterThan(30);
        JsonObject done = Json.parse(further.outLines().getLast(), "the last event");
        assertThat(done.getLong("steps")).isEqualTo(150);

        Program.Result looked = Program.here("gradients", run);
        assertThat(looked.code()).as(looked.err()).isZero();
        assertThat(looked.out()).contains("last of 12 steps", "layer 1 h", "layer 1 z", "of 150 gradients");

        assertThat(Program.here("train", "copy", "--resume", "--out", run).err())
                .contains("is a run of adding, not of copy");
        Program.Result longer = Program.here("train", "adding", "--resume", "--lag", 13, "--out", run);
        assertThat(longer.code()).isEqualTo(Main.USAGE);
        assertThat(longer.err()).contains("a lag of 12, not 13");
        assertThat(Program.here("gradients", run, Program.text()).err()).contains("needs no PATH");
        assertThat(Program.here("sample", run).err()).contains("not a language model");
    }

    @Test
    void comparesCellsAndGoesOnWhereItStopped() throws Exception {
        Path out = folder.resolve("lags");
        Object[] first = {
            "experiment",
            "lags",
            "copy",
            "--cells",
            "gru,rnn",
            "--lags",
            "8,4",
            "--hidden",
            16,
            "--steps",
            200,
            "--out",
            out
        };
        Program.Result result = Program.alone(folder, first);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("lag +4 +8\n").contains("gru", "rnn", "picture: " + out);
        // Too few updates for either: the longer lag is not even tried.
        assertThat(result.out()).containsPattern("rnn +\\(\\d\\.\\d{3}\\) +-\n");
        assertThat(result.err())
                .contains("gru, lag 4: not solved in 200 updates")
                .doesNotContain("lag 8");
        assertThat(out.resolve("lags.png")).isRegularFile();

        // A killed process may leave half a line.
        Files.writeString(out.resolve("metrics.jsonl"), "{\"trial\":{\"ta", StandardOpenOption.APPEND);
        Program.Result again = Program.here(first);
        assertThat(again.out()).isEqualTo(result.out());
        assertThat(again.err()).doesNotContain("updates");

        Program.Result other = Program.here(
                "experiment",
                "lags",
                "copy",
                "--cells",
                "rnn",
                "--lags",
                "4",
                "--hidden",
                16,
                "--steps",
                100,
                "--out",
                out);
        assertThat(other.err()).contains("rnn, lag 4: not solved in 100 updates");
        assertThat(Program.read(out.resolve("metrics.jsonl")).lines()).hasSize(3);
    }

    @Test
    void showsVanishingGradients() throws Exception {
        Path picture = folder.resolve("vanishing.png");
        Program.Result result = Program.here(
                "experiment", "vanishing", "--hidden", 12, "--seq", 21, "--values", "0.5,2", "--out", picture);

        assertThat(result.code()).as(result.err()).isZero();
        List<String> rows = result.out()
                .lines()
                .filter(line -> line.startsWith("rnn") || line.startsWith("lstm"))
                .toList();
        assertThat(rows).hasSize(4);
        // The largest singular value of every Jacobian is below 0.5, so 20 of them leave less than 0.5 to the 20th.
        assertThat(after20(rows.get(0))).isLessThan(Math.pow(0.5, 20)).isPositive();
        assertThat(after20(rows.get(2))).isGreaterThan(100 * after20(rows.get(0)));
        assertThat(picture).isRegularFile();
    }

    private static double after20(String row) {
        return Double.parseDouble(row.trim().split(" +")[5]);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        fails(Main.USAGE, "unknown task ading", "experiment", "lags", "ading");
        fails(Main.USAGE, "at least 4", "experiment", "lags", "copy", "--lags", "2");
        fails(Main.USAGE, "unknown cell", "experiment", "lags", "copy", "--cells", "lstn");
        fails(Main.USAGE, "steps must be above 0", "experiment", "lags", "copy", "--steps", 0);
        fails(Main.USAGE, "--values must be above 0", "experiment", "vanishing", "--values", "0");
        fails(Main.USAGE, "at least 2", "experiment", "vanishing", "--seq", 1);
        fails(Main.USAGE, "at least 2", "train", "adding", "--lag", 0);
        fails(Main.USAGE, "no run adding", "train", "adding", "--resume");
        fails(Main.USAGE, "hidden width", "train", "copy", "--hidden", 0);
        fails(Main.USAGE, "accumulate 1", "train", "copy", "--accumulate", 2);
    }

    private static void fails(int code, String message, Object... words) {
        Program.Result result = Program.here(words);
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.err()).contains("unroll: ", message).doesNotContain("Exception");
        assertThat(result.out()).isEmpty();
    }
}
