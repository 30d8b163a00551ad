package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --patience}, {@code --save-every} and {@code --keep}. */
class LoopOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    private static Program.Result train(Path run, Object... more) {
        return Program.here(Stream.concat(
                        Stream.of(
                                "train",
                                "lm",
                                Program.text(),
                                "--out",
                                run,
                                "--hidden",
                                8,
                                "--layers",
                                1,
                                "--batch",
                                4),
                        Stream.of(more))
                .toArray());
    }

    /** Labels that say nothing: what is learnt of them by heart is wrong about the others. */
    private Path nonsense() throws IOException {
        StringBuilder rows = new StringBuilder("label\ttext\n");
        for (int i = 0; i < 80; i++) {
            rows.append(i * 7919 % 13 % 2 == 0 ? "a" : "b")
                    .append("\tword")
                    .append(i)
                    .append(" word")
                    .append(i % 7)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("nonsense.tsv"), rows);
    }

    @Test
    void stopsEarlyAndHasTheBestWeights() throws IOException {
        Path data = nonsense();
        KeptRun run = new KeptRun(folder.resolve("run"));
        Object[] words = {
            "train",
            "classify",
            data,
            "--encoder",
            "cnn",
            "--lr",
            "0.01",
            "--val",
            "0.3",
            "--out",
            run.folder(),
            "--epochs",
            200,
            "--json"
        };
        Program.Result result = Program.here(
                Stream.concat(Stream.of(words), Stream.of("--patience", 3)).toArray());

        assertThat(result.code()).as(result.err()).isZero();
        JsonObject done = Json.parse(result.outLines().getLast(), "stdout");
        long best = done.getLong("best_step");
        assertThat(done.getBoolean("stopped_early")).isTrue();
        assertThat(done.getLong("steps")).isEqualTo(best + 3 * 2); // 2 steps an epoch
        assertThat(result.err())
                .contains("It stopped early, for 3 validations in a row were no better than validation ")
                .contains(" at step " + best + ", whose weights the model has.");
        SafeTensors atBest = SafeTensors.open(run.checkpoint(best));
        SafeTensors atTheEnd = SafeTensors.open(run.checkpoint(done.getLong("steps")));
        float[] kept =
                Objects.requireNonNull(run.weights().get("scores.weight")).data();
        assertThat(kept).isEqualTo(atBest.array("model.scores.weight").data());
        assertThat(kept).isNotEqualTo(atTheEnd.array("model.scores.weight").data());

        Program.Result again = Program.here(
                Stream.concat(Stream.of(words), Stream.of("--resume")).toArray());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(run.losses()).hasSize((int) done.getLong("steps"));
    }

    @Test
    void savesWhenItIsToldTo() {
        KeptRun run = new KeptRun(folder.resolve("run"));
        Program.Result result = train(run.folder(), "--steps", 30, "--val", 0, "--save-every", 4, "--keep", 3);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("It came to its limit, and the model has its last weights");
        assertThat(run.saved())
                .containsExactly("step-00000024.safetensors", "step-00000028.safetensors", "step-00000030.safetensors");

        Program.Result further = train(run.folder(), "--steps", 60, "--resume");
        assertThat(further.code()).as(further.err()).isZero();
        assertThat(run.saved())
                .containsExactly("step-00000052.safetensors", "step-00000056.safetensors", "step-00000060.safetensors");

        Program.Result otherwise = train(run.folder(), "--steps", 80, "--resume", "--save-every", "2h", "--keep", 1);
        assertThat(otherwise.code()).as(otherwise.err()).isZero();
        assertThat(run.saved()).containsExactly("step-00000080.safetensors");
    }

    @ParameterizedTest
    @CsvSource({
        "--patience, -1, the patience must be at least 1 validation",
        "--save-every, soon, '500 (updates), 30s, 10m or 2h'",
        "--save-every, 0, '500 (updates), 30s, 10m or 2h'",
        "--save-every, 10d, '500 (updates), 30s, 10m or 2h'",
        "--keep, 0, at least 1 checkpoint must be kept",
    })
    void refusesWhatMakesNoSense(String option, String value, String says) {
        Path run = folder.resolve("run");
        Program.Result result = train(run, option, value);
        assertThat(result.code()).as(result.err()).isEqualTo(Main.USAGE);
        assertThat(result.err()).contains(says);
        assertThat(run).doesNotExist();
    }

    @Test
    void patienceNeedsSomethingHeldOut() {
        Program.Result result = train(folder.resolve("run"), "--patience", 3, "--val", 0);
        assertThat(result.code()).isEqualTo(Main.USAGE);
        assertThat(result.err()).contains("nothing is held out; hold something out with --val");
    }
}
