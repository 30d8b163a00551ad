package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.recurrence.Cell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cell}, {@code doctor}, {@code demo}, and the launcher itself. */
class OtherVerbsTest {
    @TempDir
    Path folder;

    @Test
    void listsTheLibrary() {
        assertThat(Program.here("cell").out().lines()).containsExactlyElementsOf(Cell.libraryNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "mut1", "lstm-ln"})
    void aCellIsExplainedAndRight(String name) {
        Program.Result result = Program.here("cell", name);

        assertThat(result.code()).as(result.out()).isZero();
        assertThat(result.out())
                .contains(Cell.library(name).equations().getFirst().value().print())
                .contains("one product over all steps", "products:", "fused loop", "both are right");
    }

    @Test
    void saysWhereTheInputIsProjectedAndRowsAreReduced() {
        assertThat(Program.here("cell", "mut1").out()).contains("Px is a learned projection of x");
        assertThat(Program.here("cell", "lstm-ln").out()).contains("row by row: reduced0 = mean(");
    }

    @Test
    void countsTheWorkOfACell() {
        // Four gates, each with a matrix for the input, one for the state, and a bias.
        assertThat(Program.here("cell", "lstm", "--hidden", 10, "--input", 3).out())
                .contains("560 parameters")
                .contains("1,040 floating-point operations")
                .contains("3,120 with its gradients");
    }

    @Test
    void theDoctorExplainsTheKernels() {
        Program.Result result = Program.here("doctor");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("java", "processors", "kernels", "simd", "onednn", "GFLOP/s");
    }

    @Test
    void theDemoShowsSamplesAsItImproves() {
        Program.Result result = Program.here("demo", "--seconds", 3, "--out", folder.resolve("demo"));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("Learning", "lstm, 2 x 128", "./unroll sample");
        assertThat(result.out().split("--- after ")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(folder.resolve("demo/model.safetensors")).isRegularFile();
    }

    @Test
    void theLauncherStartsTheProgram() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Assumptions.assumeTrue(
                Files.exists(root.resolve("target/unroll/built")), "skipped: ./unroll has not been built");
        Process process = new ProcessBuilder(root.resolve("unroll").toString(), "cell", "rnn")
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(out).contains("h' = tanh(Wxh x + Whh h + bh)", "both are right");
    }
}
