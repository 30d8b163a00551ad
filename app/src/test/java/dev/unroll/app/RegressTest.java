package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train regress} and what follows it, as a user types them. */
class RegressTest {
    @TempDir
    private Path folder = Path.of("");

    private Path stays() throws IOException {
        StringBuilder rows = new StringBuilder("price\ttext\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i % 2 == 0 ? "250\ta large room with a view, number " : "50\ta small room, number ")
                    .append(i)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("stays.tsv"), rows);
    }

    @Test
    void aModelIsTrainedMeasuredAndUsed() throws IOException {
        Path file = stays();
        Path run = folder.resolve("run");
        Program.Result trained = Program.here(
                "train",
                "regress",
                file,
                "--label",
                "price",
                "--encoder",
                "cnn",
                "--maps",
                20,
                "--embedding",
                16,
                "--lr",
                "0.01",
                "--epochs",
                "15",
                "--out",
                run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("cnn, ", "numbers from 50.0 to 250.0, 54 items to learn and 6 held out", "./unroll predict");

        Program.Result measured = Program.here("eval", run, file, "--label", "price", "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        JsonObject last = Json.parse(measured.outLines().getLast(), "stdout");
        assertThat(last.getDouble("rmse")).isLessThan(50);
        assertThat(last.getDouble("spearman")).isGreaterThan(0.8);
        assertThat(last.getDouble("guess_rmse")).isBetween(99.0, 101.0);
        assertThat(Program.here("eval", run, file, "--label", "price").out())
                .contains("R² ", "Spearman  ", "guess     RMSE 100.", "Farthest off:");
        assertThat(Program.here("show", run).out())
                .contains("a model of train regress", "answer.weight", "loss squared");

        Path texts = Files.writeString(folder.resolve("texts.txt"), "a small room\n\na large room with a view\n");
        Program.Result predicted = Program.here("predict", run, texts);
        assertThat(predicted.outLines()).hasSize(3);
        assertThat(Float.parseFloat(predicted.outLines().get(0))).isBetween(0f, 110f);
        assertThat(Float.parseFloat(predicted.outLines().get(2))).isBetween(190f, 300f);
        assertThat((float) Json.parse(
                                Program.here("predict", run, texts, "--json")
                                        .outLines()
                                        .get(2),
                                "line")
                        .getDouble("answer"))
                .isEqualTo(Float.parseFloat(predicted.outLines().get(2)));

        Program.Result resumed =
                Program.here("train", "regress", file, "--label", "price", "--resume", "--epochs", "16", "--out", run);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        Program.Result text = Program.here("eval", run, file, "--label", "text");
        assertThat(text.code()).isEqualTo(Main.FAILED);
        assertThat(text.err())
                .contains("stays.tsv, line 2: the label is \"a large room with a view, number 0\", not a");
    }

    @Test
    void isCrossValidatedAndChecked() throws IOException {
        Path file = stays();
        Program.Result parts = Program.here(
                "cross-validate",
                "regress",
                file,
                "--label",
                "price",
                "--hidden",
                8,
                "--embedding",
                8,
                "--lr",
                "0.01",
                "--folds",
                2,
                "--epochs",
                5,
                "--val",
                0,
                "--out",
                folder.resolve("cv"));
        assertThat(parts.code()).as(parts.err()).isZero();
        assertThat(parts.outLines().getLast()).matches("mean +60 items  rmse .* ± .*  r2 .*  spearman .*");
        Program.Result checked = Program.here(
                "check",
                "regress",
                file,
                "--label",
                "price",
                "--hidden",
                8,
                "--embedding",
                8,
                "--out",
                folder.resolve("c.png"));
        assertThat(checked.out()).contains("Nothing is wrong that a short look can find.");
    }
}
