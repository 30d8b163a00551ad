package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cross-validate}, as a user types it. */
class CrossValidateTest {
    private static final int ITEMS = 60;

    @TempDir
    private Path folder = Path.of("");

    private Path films() throws IOException {
        StringBuilder rows = new StringBuilder("label\ttext\n");
        for (int i = 0; i < ITEMS; i++) {
            rows.append(i % 3 == 0 ? "good\ta fine film, number " : "bad\ta poor film, number ")
                    .append(i)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("films.tsv"), rows);
    }

    private Object[] words(Path data, Object... more) {
        return Stream.concat(
                        Stream.of(
                                "cross-validate",
                                "classify",
                                data,
                                "--folds",
                                3,
                                "--encoder",
                                "cnn",
                                "--lr",
                                "0.01",
                                "--epochs",
                                10,
                                "--val",
                                0),
                        Stream.of(more))
                .toArray();
    }

    @Test
    void everyItemIsLeftOutOnce() throws IOException {
        Path data = films();
        Path run = folder.resolve("run");
        Program.Result result = Program.here(words(data, "--out", run, "--json"));
        assertThat(result.code()).as(result.err()).isZero();
        List<JsonObject> lines = result.outLines().stream()
                .map(line -> Json.parse(line, "stdout"))
                .toList();
        assertThat(lines).hasSize(4);
        JsonObject done = lines.getLast();
        assertThat(done.getLong("count")).isEqualTo(ITEMS);
        double[] accuracies = lines.subList(0, 3).stream()
                .mapToDouble(l -> l.getDouble("accuracy"))
                .toArray();
        double mean = (accuracies[0] + accuracies[1] + accuracies[2]) / 3;
        assertThat(done.getDouble("accuracy")).isCloseTo(mean, within(1e-12)).isGreaterThan(0.8);
        double squares = 0;
        for (double accuracy : accuracies) {
            squares += (accuracy - mean) * (accuracy - mean);
        }
        assertThat(done.getDouble("accuracy_deviation")).isCloseTo(Math.sqrt(squares / 2), within(1e-12));
        for (JsonObject line : lines.subList(0, 3)) {
            JsonObject fold =
                    Json.read(run.resolve("fold-0" + line.getLong("fold")).resolve("config.json"));
            assertThat(fold.getObject("data").getLong("items")).isEqualTo(ITEMS - line.getLong("count"));
        }

        // Its last line lost, and a fold with it: that one is measured again, the others are not trained again.
        Path metrics = run.resolve("metrics.jsonl");
        List<String> kept = Files.readAllLines(metrics);
        Files.writeString(metrics, String.join("\n", kept.subList(0, 2)) + "\n{\"event\":\"fo");
        Program.Result again = Program.here(words(data, "--out", run, "--resume"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.outLines()).hasSize(4);
        assertThat(Files.readAllLines(metrics)).isEqualTo(kept);
        assertThat(again.outLines().getLast())
                .matches("mean +60 items  accuracy [01]\\.\\d{4} ± 0\\.\\d{4}  macro F1 .* ± .*  loss .* ± .*");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        Path data = films();
        Program.Result one = Program.here("cross-validate", "classify", data, "--folds", 1);
        assertThat(one.code()).isEqualTo(Main.USAGE);
        assertThat(one.err()).contains("needs at least 2 folds, got 1");
        Path run = folder.resolve("run");
        assertThat(Program.here(words(data, "--out", run)).code()).isZero();
        Program.Result other = Program.here(words(data, "--out", run, "--resume", "--hidden", 7));
        assertThat(other.code()).isEqualTo(Main.USAGE);
        assertThat(other.err()).contains("cannot be resumed with other settings");
        Path more = Files.writeString(folder.resolve("more.tsv"), "label\ttext\na\tb\nc\td\n");
        assertThat(Program.here(words(more, "--out", run, "--resume")).err())
                .contains("not those this run was started with");
    }
}
