package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.Checkpoints;
import dev.unroll.io.NamedArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that go out of bounds, as a user sees them. */
class DivergedTest {
    @TempDir
    private Path folder = Path.of("");

    private static Program.Result train(KeptRun run, Object... more) {
        return Program.here(Stream.concat(
                        Stream.of(
                                "train",
                                "lm",
                                Program.text(),
                                "--out",
                                run.folder(),
                                "--hidden",
                                12,
                                "--cell",
                                "rnn-relu",
                                "--seq",
                                10,
                                "--batch",
                                5,
                                "--save-every",
                                1),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void aRateThatIsAMillionTimesTooHigh() {
        KeptRun run = new KeptRun(folder.resolve("run"));
        Program.Result result = train(run, "--epochs", 5, "--optimizer", "sgd", "--clip", 0, "--lr", 0.01 * 1e6);
        assertThat(result.code()).isEqualTo(Main.FAILED);
        assertThat(result.err().lines().toList().getLast())
                .matches(
                        "unroll: the loss stopped being a finite number at step 3, where first the state h of layer l. after"
                                + " time step \\d+ has Infinity; what was saved at step 2 is kept; .* lower learning rate.*");
        assertThat(run.saved()).containsExactly("step-00000001.safetensors", "step-00000002.safetensors");
    }

    @Test
    void aWeightThatWasNotANumberToBeginWith() {
        KeptRun run = new KeptRun(folder.resolve("run"));
        assertThat(train(run, "--steps", 3, "--val", 0).code()).isZero();
        Checkpoints checkpoints = new Checkpoints(run.checkpoints(), 2);
        Checkpoint last = Objects.requireNonNull(checkpoints.latest().checkpoint());
        List<NamedArray> arrays = new ArrayList<>(last.arrays().values());
        NamedArray weight = Objects.requireNonNull(last.arrays().get("model.decoder.weight"));
        weight.data()[weight.shape()[1] + 2] = Float.NaN;
        checkpoints.save(Checkpoint.of(last.step(), last.state(), arrays), -1);

        Program.Result result = train(run, "--steps", 6, "--val", 0, "--resume");

        assertThat(result.code()).isEqualTo(Main.FAILED);
        assertThat(result.err().lines().toList().getLast())
                .contains("at step 4, where first the parameter decoder.weight[1, 2] is NaN")
                .endsWith(
                        "no update of this training has made it so: begin with other weights, or from an older checkpoint");
    }
}
