package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of words and pieces, from a text and back. */
class LevelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"lm, word, word, 120", "gpt, bpe, piece, 320", "nplm, word, word, 120"})
    void trainsAndIsUsed(String task, String level, String unit, int symbols) {
        Path run = folder.resolve("run");
        List<Object> size = task.equals("lm") ? List.of("--hidden", 16, "--tied") : List.of("--width", 16);
        Program.Result trained = Program.here(Stream.concat(
                        Stream.of(
                                "train",
                                task,
                                Program.text(),
                                "--level",
                                level,
                                "--symbols",
                                symbols,
                                "--out",
                                run,
                                "--batch",
                                4,
                                "--steps",
                                12),
                        size.stream())
                .toArray());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains(symbols + " " + unit + "s");

        Program.Result eval = Program.here("eval", run, Program.text(), "--json", "--ngram", 3);
        JsonObject figures = Json.parse(eval.out(), "the figures");
        double nats = figures.getDouble("nats_per_" + unit);
        assertThat(figures.getDouble("perplexity")).isCloseTo(Math.exp(nats), within(1e-9));
        assertThat(figures.getDouble("bits_per_character"))
                .isCloseTo(
                        nats / Math.log(2) * figures.getLong(unit + "s") / figures.getLong("characters"), within(1e-9));
        assertThat(figures.has("unknown")).isEqualTo(unit.equals("word"));
        List<Double> ngrams = figures.getObjects("ngrams").stream()
                .map(n -> n.getDouble("perplexity"))
                .toList();
        assertThat(ngrams).hasSize(3);
        assertThat(ngrams.get(2)).isBetween(1.0, ngrams.get(0));
        assertThat(Program.here("eval", run, Program.text(), "--ngram", 2).out())
                .contains("nats/" + unit, "bits/character", "Kneser-Ney", "order 2");

        String written = Program.here("sample", run, "--length", 20, "--seed", 1, "--prime", "import java")
                .out();
        assertThat(written).startsWith("import java");
        assertThat(Program.here("sample", run, "--length", 20, "--seed", 1, "--prime", "import java")
                        .out())
                .isEqualTo(written);
        assertThat(Program.here("show", run).out()).contains("level", level);

        Program.Result more = Program.here("train", task, Program.text(), "--out", run, "--resume", "--steps", 14);
        assertThat(more.code()).as(more.err()).isZero();
        Program.Result other =
                Program.here("train", task, Program.text(), "--out", run, "--resume", "--level", "character");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("other symbols");
    }

    @Test
    void looksInside() {
        Path run = folder.resolve("run");
        Program.here(
                "train",
                "lm",
                Program.text(),
                "--level",
                "bpe",
                "--symbols",
                300,
                "--out",
                run,
                "--hidden",
                16,
                "--steps",
                5);
        assertThat(Program.here("inspect", run, Program.text(), "--unit", 0, "--png", folder.resolve("unit.png"))
                        .outLines())
                .anyMatch(line -> line.matches("[+-]0\\.\\d+  ?\\w{2,}"));
        assertThat(folder.resolve("unit.png")).isRegularFile();
        assertThat(Program.here("gradients", run, Program.text(), "--seq", 10).code())
                .isZero();
        assertThat(Program.here("show", run).out()).contains("300 pieces");
    }
}
