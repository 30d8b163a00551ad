package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} and {@code plot}, on a model of a few updates. */
class InspectTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        run = folder.resolve("run");
        Program.Result trained =
                Program.here("train", "lm", Program.text(), "--hidden", 16, "--batch", 4, "--steps", 30, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void ranksUnits() {
        Program.Result result = Program.here("inspect", run, Program.text());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("indentation +layer \\d unit \\d+ [+-][01]\\.\\d\\d")
                .contains("tanh(c)");
    }

    @Test
    void showsAUnitAndDrawsIt() throws Exception {
        Path png = folder.resolve("unit.png");
        Program.Result result =
                Program.here("inspect", run, Program.text(), "--length", 100, "--find", "line", "--png", png);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("correlation");
        assertThat(result.outLines().getFirst()).matches("[+-][01]\\.\\d{3} p");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(500);
    }

    @Test
    void saysWhatThereIs() {
        assertThat(Program.here("inspect", run, Program.text(), "--find", "rhymes"))
                .satisfies(r -> assertThat(r.code()).isEqualTo(Main.USAGE))
                .satisfies(r -> assertThat(r.err()).contains("there are quotes, comments"));
        assertThat(Program.here("inspect", run, Program.text(), "--unit", 16).err())
                .contains("--unit must be between 0 and 15, got 16");
        assertThat(Program.here("inspect", run, folder.resolve("gone")).code()).isEqualTo(Main.FAILED);
    }

    @Test
    void plotsRuns() throws Exception {
        Path png = folder.resolve("curves.png");
        Program.Result result = Program.here("plot", run, "--png", png);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(ImageIO.read(png.toFile()).getHeight()).isGreaterThan(400);
        assertThat(Program.here("plot", folder, "--png", png).code()).isEqualTo(Main.FAILED);
        assertThat(Files.size(png)).isPositive();
    }
}
