package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, read-only or faulty, and a folder that another training writes into. */
class DiskTroubleTest {
    private static final int STEPS = 40;

    @TempDir
    static Path folder;

    private static Path text;
    private static KeptRun whole;

    @BeforeAll
    static void trainWithoutTrouble() throws IOException {
        text = Files.writeString(
                folder.resolve("text.txt"), Program.read(Program.text()).substring(0, 2_000));
        whole = new KeptRun(folder.resolve("whole"));
        succeeds(Program.here(train(whole, STEPS)));
    }

    private static Object[] train(KeptRun run, int steps, Object... more) {
        Object[] words = {
            "train",
            "lm",
            text,
            "--out",
            run.folder(),
            "--steps",
            steps,
            "--hidden",
            48,
            "--seq",
            12,
            "--batch",
            10,
            "--val",
            0,
            "--save-every",
            10
        };
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    private static void succeeds(Program.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
    }

    private static KeptRun halfWay(String name) {
        KeptRun run = new KeptRun(folder.resolve(name));
        succeeds(Program.here(train(run, STEPS / 2)));
        assertThat(run.saved()).containsExactly("step-00000010.safetensors", "step-00000020.safetensors");
        return run;
    }

    private static void assertGoesOnToTheEnd(KeptRun run) {
        Program.Result result = Program.here(train(run, STEPS, "--resume"));
        succeeds(result);
        run.assertSame(whole, STEPS, "that had trouble");
    }

    @Test
    void aFileThatCannotBeWrittenToItsEnd() throws Exception {
        assumeThat(Files.exists(Path.of("/bin/sh")))
                .as("skipped: no /bin/sh to limit files with")
                .isTrue();
        KeptRun run = halfWay("full");
        // The model fits, a checkpoint with the optimiser's moments does not.
        int blocks = (int) (2 * Files.size(run.folder().resolve("model.safetensors")) / 512);

        Program.Result full = Program.startLimited(blocks, folder, train(run, STEPS, "--resume"))
                .result();

        assertThat(full.code()).as(full.err()).isEqualTo(Main.FAILED);
        assertThat(full.err())
                .contains("warning: cannot write ", "step-00000030.safetensors", "tries again later")
                .contains("unroll: cannot write ", "step-00000040.safetensors: the file would be larger than");
        assertThat(run.saved()).containsExactly("step-00000010.safetensors", "step-00000020.safetensors");
        assertGoesOnToTheEnd(run);
    }

    @Test
    void aFolderThatIsReadOnly() throws Exception {
        KeptRun run = halfWay("read-only");
        assertThat(run.checkpoints().toFile().setWritable(false)).isTrue();
        try {
            assumeThat(Files.isWritable(run.checkpoints()))
                    .as("skipped: this user may write everywhere")
                    .isFalse();
            Program.Result result = Program.here(train(run, STEPS, "--resume"));
            assertThat(result.code()).as(result.err()).isEqualTo(Main.FAILED);
            assertThat(result.err()).contains("is denied");
        } finally {
            assertThat(run.checkpoints().toFile().setWritable(true)).isTrue();
        }
        assertGoesOnToTheEnd(run);
    }

    @Test
    void somethingElseInTheWayOfACheckpoint() throws Exception {
        KeptRun run = halfWay("in-the-way");
        Path inTheWay = Files.createDirectories(run.checkpoint(STEPS).resolve("in the way"));

        Program.Result result = Program.here(train(run, STEPS, "--resume"));

        assertThat(result.code()).as(result.err()).isEqualTo(Main.FAILED);
        assertThat(result.err()).contains("unroll: cannot write ", "step-00000040");
        Files.delete(inTheWay);
        Files.delete(run.checkpoint(STEPS));
        assertThat(run.saved()).contains("step-00000020.safetensors", "step-00000030.safetensors");
        assertGoesOnToTheEnd(run);
    }

    @Test
    void aCheckpointCutShort() throws Exception {
        KeptRun run = halfWay("short");
        byte[] bytes = Files.readAllBytes(run.checkpoint(20));
        Files.write(run.checkpoint(20), Arrays.copyOf(bytes, bytes.length / 2));
        assertTheOneBeforeIsUsed(run);
    }

    @Test
    void aFlippedBit() throws Exception {
        KeptRun run = halfWay("flipped");
        byte[] bytes = Files.readAllBytes(run.checkpoint(20));
        bytes[bytes.length / 3] ^= 0x10;
        Files.write(run.checkpoint(20), bytes);
        assertTheOneBeforeIsUsed(run);
    }

    private static void assertTheOneBeforeIsUsed(KeptRun run) {
        Program.Result result = Program.here(train(run, STEPS, "--resume"));
        succeeds(result);
        assertThat(result.err().lines().filter(line -> line.contains("step-00000020.safetensors")))
                .singleElement()
                .asString()
                .contains("is damaged or cut short", "; going on from step 10");
        run.assertSame(whole, STEPS, "whose newest checkpoint was damaged");
    }

    @Test
    void noCheckpointIsSound() throws Exception {
        KeptRun run = halfWay("unsound");
        Files.writeString(run.checkpoint(10), "damaged");
        Files.writeString(run.checkpoint(20), "damaged");
        Program.Result result = Program.here(train(run, STEPS, "--resume"));
        assertThat(result.code()).isEqualTo(Main.FAILED);
        assertThat(result.err()).contains("step-00000020.safetensors", "begin a new run");
        assertThat(run.losses()).hasSize(STEPS / 2);
    }

    @Test
    void twoTrainingsInOneFolder() throws Exception {
        KeptRun run = new KeptRun(folder.resolve("two"));
        Program.Running first = Program.start(folder, train(run, 1_000_000));
        try {
            run.awaitSteps(1);
            for (Object[] words : new Object[][] {train(run, STEPS), train(run, STEPS, "--resume")}) {
                Program.Result second = Program.here(words);
                assertThat(second.code()).as(second.err()).isEqualTo(Main.FAILED);
                assertThat(second.err()).contains("is in use by another training; wait for it");
            }
            int steps = run.losses().size();
            run.awaitSteps(steps + 1);
        } finally {
            first.process().destroyForcibly().waitFor();
        }
    }
}
