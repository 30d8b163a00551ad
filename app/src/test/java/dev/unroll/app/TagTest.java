package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.SharedData;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train tag}, {@code eval} and {@code predict}, as a user types them. */
class TagTest {
    private static final int SENTENCES = 200;

    @TempDir
    private Path folder = Path.of("");

    /** Some sentences of a real treebank. */
    private Path treebank(int from) throws IOException {
        Path whole = SharedData.require("ud_english_ewt").resolve("en_ewt-ud-dev.conllu");
        List<String> sentences = List.of(Files.readString(whole).split("(?<=\n\n)"));
        return Files.writeString(
                folder.resolve("some-" + from + ".conllu"), String.join("", sentences.subList(from, from + SENTENCES)));
    }

    private Program.Result train(Path file, Path run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "tag", file, "--out", run));
        words.addAll(List.of("--hidden", 24, "--embedding", 24, "--spelling", 16, "--dropout", 0.1, "--lr", 0.01));
        words.addAll(List.of(more));
        return Program.here(words.toArray());
    }

    @Test
    void aModelIsTrainedMeasuredAndUsed() throws IOException {
        Path file = treebank(0);
        Path run = folder.resolve("run");
        Program.Result trained = train(file, run, "--crf", "--epochs", 8, "--batch", 16);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains(
                        "lstm with a conditional random field",
                        "180 sentences to learn and 20 held out",
                        "./unroll predict");

        Path other = treebank(SENTENCES);
        Program.Result measured = Program.here("eval", run, other, "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        JsonObject json = Json.parse(measured.outLines().getLast(), "stdout");
        assertThat(json.getDouble("accuracy")).isGreaterThan(json.getDouble("baseline_accuracy"));
        assertThat(json.getDouble("accuracy")).isGreaterThan(0.7);
        assertThat(json.has("span_f1")).isFalse();
        assertThat(Program.here("eval", run, other).out())
                .contains(
                        "accuracy       ", "baseline       ", "The most frequent mistakes:", "some-200.conllu, line ");

        Path said = folder.resolve("said.conllu");
        assertThat(Program.here("predict", run, other, "--out", said).code()).isZero();
        List<String> given = Files.readAllLines(other);
        List<String> written = Files.readAllLines(said);
        assertThat(written).hasSameSizeAs(given);
        int same = 0;
        int words = 0;
        for (int i = 0; i < given.size(); i++) {
            String[] before = given.get(i).split("\t", -1);
            String[] after = written.get(i).split("\t", -1);
            boolean word = before.length == 10 && before[0].matches("\\d+");
            words += word ? 1 : 0;
            same += word && after[3].equals(before[3]) ? 1 : 0;
            after[word ? 3 : 0] = before[word ? 3 : 0];
            assertThat(after).isEqualTo(before);
        }
        assertThat((double) same / words).isEqualTo(json.getDouble("accuracy"));

        Path bare = Files.writeString(folder.resolve("bare.txt"), "The\nend\n\nHello\n");
        assertThat(Program.here("predict", run, bare).outLines().stream().map(line -> line.split("\t")[0]))
                .containsExactly("The", "end", "", "Hello");
        List<String> lines = Program.here("predict", run, bare, "--json").outLines();
        assertThat(Json.parse(lines.get(1), "line").getStrings("words")).containsExactly("Hello");
        assertThat(Json.parse(lines.getFirst(), "line").getStrings("tags")).hasSize(2);
    }

    /** With another column, and held-out sentences of a file of their own. */
    @Test
    void stoppedAndResumedIsNeverStopped() throws IOException {
        Path file = treebank(0);
        Path whole = folder.resolve("whole");
        Path halves = folder.resolve("halves");
        Object[] data = {"--dev", file, "--column", "xpos"};
        assertThat(train(file, whole, joined(data, "--steps", 12, "--threads", 2))
                        .code())
                .isZero();
        assertThat(train(file, halves, joined(data, "--steps", 5, "--threads", 1))
                        .code())
                .isZero();
        Program.Result resumed = Program.here(
                joined(new Object[] {"train", "tag", file, "--out", halves}, "--resume", "--dev", file, "--steps", 12));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        new KeptRun(halves).assertSame(new KeptRun(whole), 12, "that was stopped");
        // the column is that of training
        assertThat(Program.here("eval", halves, file).code()).isZero();
        Program.Result other = Program.here("eval", halves, file, "--column", "upos");
        assertThat(other.code()).isEqualTo(Main.FAILED);
        assertThat(other.err()).contains("the model does not know the tag ", "choose another column with --column");
    }

    private static Object[] joined(Object[] first, Object... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }

    /** Tags that mark spans have their figure. */
    @Test
    void spansAreMeasured() throws IOException {
        Path file = Files.writeString(
                folder.resolve("names.tsv"),
                "Ada B-PER\nLovelace I-PER\nwrote O\n\nwe O\nsaw O\nParis B-LOC\n\n".repeat(30));
        Path run = folder.resolve("run");
        assertThat(train(file, run, "--epochs", 10).code()).isZero();
        Program.Result measured = Program.here("eval", run, file);
        assertThat(measured.out()).contains("span F1        1.0000", "60 spans, 60 said, 60 right", "Rows are right");
        assertThat(Program.here("eval", run, file, "--json").out()).contains("\"span_f1\":1.0");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("a.tsv"), "a X\nb\n");
        Program.Result missing = Program.here("train", "tag", file);
        assertThat(missing.code()).isEqualTo(Main.FAILED);
        assertThat(missing.err()).contains("a.tsv, line 2: the word b has no tag; write one after it");
        Program.Result column = Program.here("train", "tag", file, "--column", "lemma");
        assertThat(column.code()).isEqualTo(Main.USAGE);
        assertThat(column.err()).contains("--column must be one of upos, xpos, got lemma");
        Program.Result dropout = Program.here("train", "tag", file, "--word-dropout", "2");
        assertThat(dropout.code()).isEqualTo(Main.USAGE);
        assertThat(dropout.err()).contains("the dropout of words must be at least 0 and at most 1, got 2.0");
    }
}
