package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a text to a model and back: train, sample, eval, show, as a user types them. */
class TrainAndUseTest {
    @TempDir
    Path folder;

    private Program.Result train(Path run, Object... more) {
        Object[] words = Stream(
                List.of("train", "lm", Program.text(), "--out", run, "--hidden", 16, "--seq", 10, "--batch", 4),
                List.of(more));
        Program.Result result = Program.here(words);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static Object[] Stream(List<?> first, List<?> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toArray();
    }

    private static List<JsonObject> events(Program.Result result) {
        return result.outLines().stream()
                .map(line -> Json.parse(line, "an event"))
                .toList();
    }

    @Test
    void printsEventsAsJson() {
        List<JsonObject> events = events(train(folder.resolve("run"), "--steps", 30, "--json"));

        assertThat(events.stream().filter(e -> e.getString("event").equals("step")))
                .hasSize(30);
        JsonObject done = events.getLast();
        assertThat(done.getString("event")).isEqualTo("done");
        assertThat(done.getLong("steps")).isEqualTo(30);
        assertThat(done.getDouble("loss")).isBetween(1.0, 5.0);
        assertThat(done.getDouble("val_loss")).isBetween(1.0, 5.0);
        assertThat(done.getDouble("tokens_per_second")).isPositive();
        assertThat(done.getDouble("seconds")).isPositive();
        assertThat(done.getBoolean("interrupted")).isFalse();
    }

    @Test
    void leavesARunFolder() {
        Path run = folder.resolve("run");
        Program.Result result = train(run, "--steps", 5);

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("lstm, 2 x 16", "step", "loss", "val", "tokens/s", "./unroll sample");
        assertThat(run.resolve("config.json")).isRegularFile();
        assertThat(run.resolve("vocab.json")).isRegularFile();
        assertThat(run.resolve("model.safetensors")).isRegularFile();
        assertThat(run.resolve("samples/step-00000005.txt")).isRegularFile();
        assertThat(run.resolve("checkpoints/step-00000005.safetensors")).isRegularFile();
        assertThat(Program.read(run.resolve("metrics.jsonl")).lines().filter(l -> l.contains("\"event\":\"step\"")))
                .hasSize(5);
    }

    @Test
    void learns() {
        List<JsonObject> events = events(train(folder.resolve("run"), "--epochs", 8, "--lr", 0.01, "--json"));
        double first = events.stream()
                .filter(e -> e.getString("event").equals("step"))
                .findFirst()
                .orElseThrow()
                .getDouble("loss");

        assertThat(events.getLast().getDouble("loss")).isLessThan(0.7 * first);
    }

    @Test
    void everyNumberOfThreadsGivesTheSameNumbers() {
        List<?> noise = List.of("--dropout", 0.2, "--variational", "--recurrent-dropout", 0.2, "--zoneout", "c:0.2");
        List<?> all = List.of(Stream(List.of("--steps", 20, "--json"), noise));
        List<Double> one = losses(train(folder.resolve("one"), Stream(all, List.of("--threads", 1))));
        List<Double> three = losses(train(folder.resolve("three"), Stream(all, List.of("--threads", 3))));

        assertThat(one).hasSize(20).isEqualTo(three);
    }

    /** 2,400 rows: enough for three pieces. */
    @Test
    void checkpointsInTimeChangeNoNumber() {
        List<?> words = List.of("train", "lm", Program.text(), "--hidden", 8, "--seq", 300, "--batch", 8, "--steps", 4);
        List<?> more = List.of("--skip", "--dropout", 0.2, "--recurrent-dropout", 0.2, "--zoneout", 0.2, "--json");
        Object[] both = Stream(words, more);
        Program.Result whole = Program.here(Stream(List.of(both), List.of("--out", folder.resolve("whole"))));
        Program.Result pieces = Program.here(
                Stream(List.of(both), List.of("--out", folder.resolve("pieces"), "--checkpoint-every", 20)));
        assertThat(losses(pieces)).hasSize(4).isEqualTo(losses(whole));
    }

    @Test
    void trainsAStackWithSkipsAndResiduals() {
        Path run = folder.resolve("run");
        train(run, "--steps", 3, "--layers", 3, "--skip", "--residual", "--reach", 25, "--zoneout", "c:0.3,h:0.1");
        String shown = Program.here("show", run).out();
        assertThat(shown).contains("skips, residual, zoneout c:0.3,h:0.1", "reach 25");
        assertThat(shown).containsPattern("decoder.weight +\\d+ x 48\n");
        assertThat(Program.here("sample", run, "--length", 20).out()).hasSize(21);
    }

    private static List<Double> losses(Program.Result result) {
        return events(result).stream()
                .filter(e -> e.getString("event").equals("step"))
                .map(e -> e.getDouble("loss"))
                .toList();
    }

    @Test
    void aSeedWritesTheSameTextAgain() {
        Path run = folder.resolve("run");
        train(run, "--steps", 20);
        String first = Program.here("sample", run, "--length", 80, "--seed", 7, "--prime", "import")
                .out();

        assertThat(first).startsWith("import").hasSize("import".length() + 80 + 1);
        assertThat(Program.here("sample", run, "--length", 80, "--seed", 7, "--prime", "import")
                        .out())
                .isEqualTo(first);
        assertThat(Program.here("sample", run, "--length", 80, "--seed", 8, "--prime", "import")
                        .out())
                .isNotEqualTo(first);
        String likeliest =
                Program.here("sample", run, "--length", 80, "--temperature", 0).out();
        assertThat(Program.here("sample", run, "--length", 80, "--top-k", 1).out())
                .isEqualTo(likeliest);
    }

    @Test
    void evaluates() {
        Path run = folder.resolve("run");
        train(run, "--steps", 20);
        Program.Result table = Program.here("eval", run, Program.text());
        JsonObject json =
                Json.parse(Program.here("eval", run, Program.text(), "--json").out(), "the figures");

        assertThat(table.out()).contains("nats/character", "bits/character", "perplexity");
        double nats = json.getDouble("nats_per_character");
        assertThat(nats).isBetween(2.0, 4.6);
        assertThat(json.getDouble("bits_per_character")).isCloseTo(nats / Math.log(2), within(1e-12));
        assertThat(json.getDouble("perplexity")).isCloseTo(Math.exp(nats), within(1e-9));
        assertThat(json.getLong("characters"))
                .isEqualTo(Program.read(Program.text())
                        .codePointCount(0, Program.read(Program.text()).length()));
    }

    @Test
    void shows() {
        Path run = folder.resolve("run");
        train(run, "--steps", 3, "--cell", "gru", "--layers", 1);
        String shown = Program.here("show", run).out();

        assertThat(shown).contains("gru: 1 layers of 16", "h' = z * h", "l0.Whn", "16 x 16", "parameters", "sha256");
        assertThat(shown).contains("3 steps");
    }

    @Test
    void trainsACellOfOnesOwn() throws Exception {
        Path cell = java.nio.file.Files.writeString(
                folder.resolve("mine.cell"), "z = sigmoid(Wxz x + bz)\nh' = z * h + (1 - z) * tanh(Wxh x + bh)\n");
        Path run = folder.resolve("run");
        train(run, "--steps", 5, "--cell", cell);

        assertThat(Program.here("sample", run, "--length", 20).code()).isZero();
        assertThat(Program.here("show", run).out()).contains("mine", "l1.Wxz");
    }

    @Test
    void divergingIsAFailureThatKeepsWhatWasSaved() {
        Path run = folder.resolve("run");
        Program.Result result = Program.here(
                "train",
                "lm",
                Program.text(),
                "--out",
                run,
                "--hidden",
                16,
                "--seq",
                10,
                "--batch",
                4,
                "--optimizer",
                "sgd",
                "--lr",
                1e38,
                "--clip",
                0,
                "--steps",
                50);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("finite number at step", "lower learning rate");
        assertThat(run.resolve("model.safetensors")).doesNotExist();
    }
}
