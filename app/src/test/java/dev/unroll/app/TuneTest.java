package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneTest {
    @TempDir
    Path folder;

    private Path text = Path.of("");

    @BeforeEach
    void write() throws Exception {
        text = folder.resolve("text.txt");
        Files.writeString(text, "hello, hello\n".repeat(60));
    }

    private Object[] tune(Object... more) {
        return tuneInto("tune", more);
    }

    private Object[] tuneInto(String name, Object... more) {
        Object[] words = {"tune", "lm", text, "--out", folder.resolve(name), "--layers", 1, "--seq", 10, "--batch", 4};
        return Stream.of(words, more).flatMap(Arrays::stream).toArray();
    }

    @Test
    void findsSettingsThatTrainTakes() throws Exception {
        Program.Result result = Program.alone(
                folder,
                tune(
                        "--trials",
                        5,
                        "--steps",
                        9,
                        "--try",
                        "training.learning_rate=0.001..0.1",
                        "--try",
                        "model.hidden=4,8"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("5 trials", "trial   0", "best", "left", "./unroll train lm " + text + " --config ");
        assertThat(result.out()).contains("learning_rate", "hidden", "best settings: ");
        assertThat(folder.resolve("tune/tune.png")).isNotEmptyFile();

        Path best = folder.resolve("tune/best.json");
        JsonObject found = Json.read(best);
        Program.Result trained = Program.here(
                "train", "lm", text, "--config", best, "--steps", 9, "--out", folder.resolve("run"), "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
        JsonObject config = Json.read(folder.resolve("run/config.json"));
        assertThat(config.getObject("training").toString())
                .isEqualTo(found.getObject("training").toString());

        Program.Result again = Program.here(tune("--resume", "--json"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.outLines()).hasSize(1); // all is known already
        JsonObject done = Json.parse(again.outLines().getFirst(), "stdout");
        assertThat(done.getDouble("loss"))
                .isEqualTo(Json.parse(trained.outLines().getLast(), "the last event")
                        .getDouble("val_loss"));
        assertThat(Program.here(tune("--resume", "--lr", 0.5)).err()).contains("other settings");
    }

    private List<String> table(Program.Result result) {
        return result.outLines().stream()
                .filter(line -> line.matches("\\s+(trial|\\d).*"))
                .toList();
    }

    private long rounds(String name) {
        Path metrics = folder.resolve(name).resolve("metrics.jsonl");
        return Files.exists(metrics) ? Program.read(metrics).lines().count() : 0;
    }

    @Test
    void killedAndResumedFindsTheSame() throws Exception {
        Object[] search = {"--trials", 9, "--steps", 90, "--try", "training.learning_rate=0.0005..0.5"};
        Program.Result whole = Program.here(tuneInto("whole", search));
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(table(whole)).hasSize(9);

        Program.Running running = Program.start(folder, tuneInto("killed", search));
        for (int i = 0; i < 20_000 && rounds("killed") < 4 && running.process().isAlive(); i++) {
            Thread.sleep(2);
        }
        running.process().destroyForcibly().waitFor(); // SIGKILL
        assertThat(rounds("killed")).isBetween(4L, rounds("whole") - 1);

        Program.Result resumed = Program.here(tuneInto("killed", "--resume", "--workers", 1));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("rounds known");
        assertThat(table(resumed)).isEqualTo(table(whole));
        assertThat(Json.read(folder.resolve("killed/best.json")))
                .isEqualTo(Json.read(folder.resolve("whole/best.json")));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        for (Object[] wrong : new Object[][] {
            {"--trials", 0},
            {"--workers", 0},
            {"--workers", 5},
            {"--try", "training.learning_rat=1..2"},
            {"--try", "model.hidden=2..1"}
        }) {
            Program.Result result = Program.here(tune(wrong));
            assertThat(result.code()).as(result.err()).isEqualTo(Main.USAGE);
            assertThat(result.err()).contains("unroll: ").doesNotContain("Exception");
        }
    }
}
