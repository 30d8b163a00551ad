package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with what the program is given: one clear sentence, the right exit code, nothing half-written. */
class BadInputTest {
    @TempDir
    static Path folder;

    private static Path text;
    private static Path model;

    @BeforeAll
    static void train() throws IOException {
        text = Files.writeString(folder.resolve("text.txt"), "hello hello\n".repeat(50));
        model = folder.resolve("model");
        Program.Result trained = Program.here(
                "train",
                "lm",
                text,
                "--out",
                model,
                "--steps",
                2,
                "--hidden",
                5,
                "--layers",
                1,
                "--seq",
                5,
                "--batch",
                2);
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    /** Starts the real program and expects it to fail and to leave nothing behind. */
    private static String fails(int code, Object... words) throws IOException, InterruptedException {
        return fails(code, () -> Program.alone(folder, words));
    }

    /** The same in this JVM: an answer of the same kind as one that a JVM of its own has given. */
    private static String failsHere(int code, Object... words) throws IOException, InterruptedException {
        return fails(code, () -> Program.here(words));
    }

    private interface Start {
        Program.Result run() throws IOException, InterruptedException;
    }

    private static String fails(int code, Start start) throws IOException, InterruptedException {
        List<Path> before = files();
        Program.Result result = start.run();
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("unroll: ")
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        assertThat(files()).isEqualTo(before);
        return result.err();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> !f.getFileName().toString().startsWith(".std"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void noSuchFile() throws Exception {
        assertThat(fails(1, "train", "lm", "nowhere.txt")).contains("nowhere.txt", "check the spelling");
    }

    @Test
    void anEmptyFile() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        assertThat(fails(1, "train", "lm", empty)).contains("empty.txt", "no characters");
    }

    @Test
    void aFileShorterThanOneSequence() throws Exception {
        Path brief = Files.writeString(folder.resolve("brief.txt"), "hello");
        assertThat(fails(1, "train", "lm", brief)).contains("shorter sequence");
    }

    @Test
    void aBinaryFile() throws Exception {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', 0, (byte) 200, 3});
        assertThat(fails(1, "train", "lm", binary)).contains("binary", "offset 1");
    }

    @Test
    void aFileThatIsNotUtf8() throws Exception {
        Path latin = Files.write(folder.resolve("latin.txt"), "déjà".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(failsHere(1, "train", "lm", latin)).contains("latin.txt", "offset 1", "iconv");
    }

    @Test
    void anOutputFolderThatCannotBeWritten() throws Exception {
        assertThat(fails(1, "train", "lm", text, "--out", text.resolve("run")))
                .contains("cannot write", "another place");
    }

    @Test
    void anOutputFolderThatHoldsARun() throws Exception {
        assertThat(failsHere(1, "train", "lm", text, "--out", model)).contains("already holds a run", "--resume");
    }

    @Test
    void nothingToResume() throws Exception {
        assertThat(failsHere(1, "train", "lm", text, "--resume", "--out", "absent"))
                .contains("no run", "absent");
        assertThat(failsHere(2, "train", "lm", text, "--resume")).contains("no run", "--out");
    }

    @Test
    void resumingWithOtherSettings() throws Exception {
        assertThat(failsHere(2, "train", "lm", text, "--resume", "--out", model, "--hidden", 6))
                .contains("other settings");
    }

    @Test
    void resumingWithAnotherText() throws Exception {
        Path other = Files.writeString(folder.resolve("other.txt"), "hullo hullo\n".repeat(50));
        assertThat(failsHere(1, "train", "lm", other, "--resume", "--out", model))
                .contains("not the one");
    }

    @Test
    void anUnknownCell() throws Exception {
        assertThat(fails(2, "train", "lm", text, "--cell", "lstn")).contains("lstn", "gru-torch", "did you mean lstm");
        assertThat(failsHere(2, "cell", "lstn")).contains("did you mean lstm");
    }

    @Test
    void anEquationWithAMisspeltName() throws Exception {
        Path cell = Files.writeString(folder.resolve("mine.cell"), "h' = tanj(Wxh x + Whh h + bh)\n");
        assertThat(fails(1, "train", "lm", text, "--cell", cell))
                .contains("mine.cell", "line 1, column 6", "tanh", "^");
    }

    @Test
    void anEquationWithAnUndefinedName() throws Exception {
        Path cell = Files.writeString(folder.resolve("undefined.cell"), "h' = tanh(Wxh x + Whh s + bh)\n");
        assertThat(fails(1, "cell", cell)).contains("line 1", "^");
    }

    @Test
    void aTruncatedModel() throws Exception {
        Path broken = copyOfModel("truncated");
        byte[] weights = Files.readAllBytes(broken.resolve("model.safetensors"));
        Files.write(broken.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length - 9));
        assertThat(fails(1, "sample", broken)).contains("cut short", "model.safetensors");
    }

    @Test
    void aCorruptModel() throws Exception {
        Path broken = copyOfModel("corrupt");
        byte[] weights = Files.readAllBytes(broken.resolve("model.safetensors"));
        weights[weights.length - 5] ^= 1;
        Files.write(broken.resolve("model.safetensors"), weights);
        assertThat(fails(1, "eval", broken, text)).contains("damaged", "model.safetensors");
    }

    @Test
    void weightsOfAnotherModel() throws Exception {
        Path broken = copyOfModel("larger");
        String config = Program.read(broken.resolve("config.json"));
        Files.writeString(broken.resolve("config.json"), config.replace("\"hidden\": 5", "\"hidden\": 2000000000"));
        assertThat(failsHere(1, "sample", broken)).contains("does not fit");
    }

    @Test
    void aModelOfANewerFormat() throws Exception {
        Path newer = copyOfModel("newer");
        String config = Program.read(newer.resolve("config.json"));
        Files.writeString(
                newer.resolve("config.json"), config.replace("\"format_version\": 1", "\"format_version\": 99"));
        assertThat(fails(1, "show", newer)).contains("format 99", "or later");
    }

    @Test
    void aFolderThatIsNoModel() throws Exception {
        assertThat(failsHere(1, "sample", "nowhere")).contains("nowhere", "train one first");
        assertThat(failsHere(1, "sample", Files.createDirectories(folder.resolve("hollow"))))
                .contains("not a model");
    }

    private static Path copyOfModel(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        for (String file : List.of("config.json", "vocab.json", "model.safetensors")) {
            Files.copy(model.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void aPrimeOutsideTheVocabulary() throws Exception {
        assertThat(fails(2, "sample", model, "--prime", "hex")).contains("lacks 'x' U+0078", "character 3");
    }

    @ParameterizedTest
    @CsvSource({
        "--hidden, 0, at least 1",
        "--layers, -1, at least 1",
        "--seq, 0, at least 1",
        "--reach, 49, at least the sequence",
        "--checkpoint-every, -1, at least 1",
        "--batch, 0, at least 1",
        "--lr, -0.1, above 0",
        "--lr, NaN, above 0",
        "--clip, -5, above 0",
        "--dropout, 1, below 1",
        "--recurrent-dropout, 1, below 1",
        "--zoneout, often, a probability such as 0.1",
        "--zoneout, 'c:0.1,q:0.2', 'no state of cell lstm; its states are c, h'",
        "--val, 1, below 1",
        "--epochs, 0, above 0",
        "--minutes, -1, above 0",
        "--threads, 0, between 1",
        "--optimizer, adan, adam",
        "--schedule, cosin, did you mean cosine",
        "--weight-decay, -1, at least 0",
        "--l1, -1, at least 0",
        "--ema, 1, below 1",
        "--accumulate, 0, at least 1",
        "--steps, many, --steps",
        "--level, sentence, 'character, word, whitespace, bpe'",
        "--symbols, 100, no number of symbols",
        "--nonsense, 1, --nonsense",
    })
    void optionsOutOfRange(String option, String value, String says) {
        Program.Result result = Program.here("train", "lm", text, "--out", folder.resolve("none"), option, value);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("unroll: ", says).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void variationalWithoutDropout() throws Exception {
        assertThat(failsHere(2, "train", "copy", "--variational")).contains("--variational says how --dropout drops");
    }

    @ParameterizedTest
    @CsvSource({
        "--temperature, -1, at least 0",
        "--top-k, 0, at least 1",
        "--top-p, 0, above 0",
        "--top-p, 1.1, at most 1",
        "--length, -1, at least 0",
    })
    void samplingOptionsOutOfRange(String option, String value, String says) {
        Program.Result result = Program.here("sample", model, option, value);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(says);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void noVerb() throws Exception {
        Program.Result none = Program.alone(folder);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("Usage", "train", "sample");
        assertThat(failsHere(2, "tarin")).contains("tarin");
    }

    @Test
    void aStackTraceOnlyOnRequest() {
        assertThat(Program.here("--debug", "sample", "nowhere").err()).contains("\tat ");
        assertThat(Program.here("sample", "nowhere", "--debug").err()).contains("\tat ");
    }
}
