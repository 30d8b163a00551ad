package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped, in good order or not, and resumed ends as if nothing had happened. */
class ResumeTest {
    private static final int STEPS = 120;

    @TempDir
    static Path folder;

    private static Path text;
    private static Path whole;

    @BeforeAll
    static void trainWithoutStopping() throws Exception {
        // 7 steps an epoch, so that checkpoints are frequent.
        text = Files.writeString(
                folder.resolve("text.txt"), Program.read(Program.text()).substring(0, 2_000));
        whole = folder.resolve("whole");
        Program.Result result = Program.here(train(whole));
        assertThat(result.code()).as(result.err()).isZero();
    }

    private static Object[] train(Path run, Object... more) {
        return Stream.concat(
                        Stream.of(
                                "train",
                                "lm",
                                text,
                                "--out",
                                run,
                                "--steps",
                                STEPS,
                                "--hidden",
                                16,
                                "--cell",
                                "gru",
                                "--seq",
                                12,
                                "--batch",
                                10,
                                "--reach",
                                30,
                                "--dropout",
                                0.1,
                                "--variational",
                                "--recurrent-dropout",
                                0.1,
                                "--zoneout",
                                0.1,
                                // everything that has a memory of its own
                                "--optimizer",
                                "adamw",
                                "--weight-decay",
                                0.01,
                                "--schedule",
                                "plateau:0:0.8",
                                "--ema",
                                0.9,
                                "--accumulate",
                                2),
                        Stream.of(more))
                .toArray();
    }

    @Test
    void killedAndResumedIsNeverKilled() throws Exception {
        Path run = folder.resolve("killed");
        Program.Running running = Program.start(folder, train(run));
        int step = 1 + new Random().nextInt(STEPS - 20);
        new KeptRun(run).awaitSteps(step);
        running.process().destroyForcibly().waitFor();
        int before = new KeptRun(run).losses().size();
        System.out.println("killed in step " + before);

        Program.Result resumed = Program.here(train(run, "--resume", "--threads", 1));

        assertThat(resumed.code()).as(resumed.err()).isZero();
        new KeptRun(run).assertSame(new KeptRun(whole), STEPS, "killed after step " + before);
    }

    /** As programs do from their start that a shell without a terminal has put into the background. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8).strip(), 16) & 1 << 2 - 1) != 0);
    }

    @Test
    void interruptedSavesAndSaysHowToGoOn() throws Exception {
        assumeThat(ignoresInterrupts())
                .as("skipped: started in the background by a shell, which has interrupts ignored")
                .isFalse();
        Path run = folder.resolve("interrupted");
        Program.Running running = Program.start(folder, train(run, "--json"));
        new KeptRun(run).awaitSteps(20);
        Process kill = new ProcessBuilder(
                        "kill", "-INT", String.valueOf(running.process().pid()))
                .start();
        assumeThat(kill.waitFor()).as("there is a kill command").isZero();
        Program.Result result = running.result();

        assertThat(result.code()).as(result.err()).isEqualTo(Main.INTERRUPTED);
        assertThat(result.err()).contains("Stopped at step", "./unroll train lm", "--resume --out");
        JsonObject done = Json.parse(result.outLines().getLast(), "the last event");
        assertThat(done.getString("event")).isEqualTo("done");
        assertThat(done.getBoolean("interrupted")).isTrue();
        assertThat(done.getLong("steps")).isLessThan(STEPS);
        assertThat(new KeptRun(run).losses()).hasSize((int) done.getLong("steps"));
        assertThat(SafeTensors.open(run.resolve("model.safetensors")).names()).isNotEmpty();

        Program.Result resumed = Program.here(train(run, "--resume"));

        assertThat(resumed.code()).as(resumed.err()).isZero();
        new KeptRun(run).assertSame(new KeptRun(whole), STEPS, "stopped after step " + done.getLong("steps"));
    }

    @Test
    void aFinishedRunGoesOnWithAHigherLimit() {
        Path run = folder.resolve("longer");
        Object[] begin = {"train", "lm", text, "--out", run, "--steps", 20, "--hidden", 8, "--seq", 12, "--batch", 10};
        Program.here(begin);

        Program.Result again = Program.here("train", "lm", text, "--out", run, "--resume");
        assertThat(again.code()).isZero();
        assertThat(new KeptRun(run).losses()).hasSize(20);

        Program.Result further = Program.here("train", "lm", text, "--out", run, "--resume", "--steps", 30);
        assertThat(further.code()).as(further.err()).isZero();
        assertThat(new KeptRun(run).losses()).hasSize(30);
    }
}
