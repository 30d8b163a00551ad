package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train classify}, {@code eval} and {@code predict}, as a user types them. */
class ClassifyTest {
    @TempDir
    private Path folder = Path.of("");

    private Path reviews() throws IOException {
        StringBuilder rows = new StringBuilder("label\ttext\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i % 3 == 0 ? "good\ta fine film, number " : "bad\ta poor film, number ")
                    .append(i)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("reviews.tsv"), rows);
    }

    @Test
    void aModelIsTrainedMeasuredAndUsed() throws IOException {
        Path file = reviews();
        Path run = folder.resolve("run");
        Program.Result trained = Program.here(
                "train", "classify", file, "--encoder", "cnn", "--lr", "0.01", "--epochs", "15", "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("cnn, ", "2 classes, 54 items to learn and 6 held out", "./unroll predict");

        Program.Result measured = Program.here("eval", run, file, "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        JsonObject last = Json.parse(measured.outLines().getLast(), "stdout");
        assertThat(last.getDouble("accuracy")).isGreaterThan(0.9);
        assertThat(last.getDouble("macro_f1")).isGreaterThan(0.9);
        assertThat(last.getDouble("loss")).isPositive();
        assertThat(last.getInt("count")).isEqualTo(60);
        assertThat(Program.here("eval", run, file).out()).contains("accuracy  ", "Rows are right");

        assertThat(Program.here("show", run).out())
                .contains(
                        "a model of train classify",
                        "embedding.weight",
                        "parameters",
                        "encoder cnn",
                        "validation loss");

        Path texts = Files.writeString(folder.resolve("texts.txt"), "poor film\n\na fine film\n");
        Program.Result predicted = Program.here("predict", run, texts);
        assertThat(predicted.outLines()).hasSize(3);
        assertThat(predicted.outLines().get(0)).startsWith("bad\t");
        assertThat(predicted.outLines().get(2)).startsWith("good\t");
        Program.here("predict", run, texts, "--json", "--out", folder.resolve("said.jsonl"));
        assertThat(Json.parse(Files.readAllLines(folder.resolve("said.jsonl")).get(2), "line")
                        .getString("label"))
                .isEqualTo("good");

        Program.Result resumed = Program.here("train", "classify", file, "--resume", "--epochs", "16", "--out", run);
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = reviews();
        Program.Result column = Program.here("train", "classify", file, "--text", "review");
        assertThat(column.code()).isEqualTo(Main.FAILED);
        assertThat(column.err()).contains("has no column review; its first line names label, text");
        Program.Result encoder = Program.here("train", "classify", file, "--encoder", "lstm");
        assertThat(encoder.code()).isEqualTo(Main.USAGE);
        assertThat(encoder.err()).contains("--encoder must be one of rnn, cnn, transformer, got lstm");
        Program.Result heads =
                Program.here("train", "classify", file, "--encoder", "transformer", "--hidden", "10", "--heads", "4");
        assertThat(heads.code()).isEqualTo(Main.USAGE);
        assertThat(heads.err()).contains("heads must divide the hidden width 10, got 4");
        Program.Result missing = Program.here("predict", folder.resolve("nowhere"), file);
        assertThat(missing.code()).isEqualTo(Main.FAILED);
        assertThat(missing.err()).contains("there is no model folder");
    }
}
