package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train embed} and what follows it, as a user types them. */
class EmbedTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aModelIsTrainedMeasuredAndUsed() throws IOException {
        StringBuilder rows = new StringBuilder("label\ttext\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 2 == 0 ? "room\ta large room\n" : "house\tthis house is small\n");
        }
        Path file = Files.writeString(folder.resolve("homes.tsv"), rows);
        Path run = folder.resolve("run");
        Program.Result trained = Program.here(
                "train",
                "embed",
                file,
                "--vector",
                6,
                "--hidden",
                12,
                "--embedding",
                8,
                "--lr",
                "0.02",
                "--epochs",
                25,
                "--out",
                run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("vectors of 6, 36 items to learn and 4 held out, 8 words");

        Program.Result measured = Program.here("eval", run, file, "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        JsonObject json = Json.parse(measured.outLines().getLast(), "stdout");
        assertThat(json.getDouble("exact")).isEqualTo(1);
        assertThat(json.getDouble("neighbour_accuracy")).isEqualTo(1);
        assertThat(json.getDouble("usual_label_accuracy")).isEqualTo(0.5);
        assertThat(Program.here("eval", run, file, "--neighbours", file).out())
                .contains("symbols   1.0000", "Written worst:", "is nearest to a large room (room)");

        Path texts = Files.writeString(folder.resolve("texts.txt"), "this house is small\n\na large room\n");
        Program.Result vectors = Program.here("predict", run, texts);
        assertThat(vectors.outLines()).hasSize(3);
        assertThat(vectors.outLines().get(0).split("\t")).hasSize(6);
        assertThat(Json.parse(
                                Program.here("predict", run, texts, "--json")
                                        .outLines()
                                        .get(2),
                                "line")
                        .getDoubles("vector"))
                .hasSize(6);
        Program.Result written = Program.here("predict", run, texts, "--reconstruct");
        assertThat(written.outLines().get(0)).isEqualTo("this house is small");
        assertThat(written.outLines().get(2)).isEqualTo("a large room");
        assertThat(Program.here("show", run).out()).contains("a model of train embed", "vector 6");
    }
}
