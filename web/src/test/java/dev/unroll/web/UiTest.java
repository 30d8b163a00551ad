package dev.unroll.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's server, asked over a socket as a browser does. */
class UiTest {
    @TempDir
    Path folder;

    private final List<List<String>> launched = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Ui ui;

    @BeforeEach
    void start() {
        ui = Ui.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, (words, in, log) -> {
            launched.add(words);
            Files.writeString(log, "unroll: the text is gone\n");
            return new ProcessBuilder("false").start();
        });
    }

    @AfterEach
    void stop() {
        ui.close();
        client.close();
    }

    private String address(String path) {
        return "http://localhost:" + ui.address().getPort() + path;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address(path))).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(path)))
                .header("X-Unroll-Token", token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String token() throws Exception {
        Matcher found =
                Pattern.compile("name=\"token\" content=\"([0-9a-f]+)\"").matcher(get("/").body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private RunFolder run(String name, double... losses) {
        JsonObject config = new JsonObject()
                .put("task", "lm")
                .put("limit", new JsonObject().put("steps", 10))
                .put(
                        "model",
                        new JsonObject().put("cell", "lstm").put("hidden", 8).put("layers", 1));
        RunFolder run = RunFolder.create(folder.resolve(name), config);
        run.metric(new JsonObject().put("event", "started").put("step", 0).put("steps_per_epoch", 4));
        for (int i = 0; i < losses.length; i++) {
            step(run, i + 1, losses[i]);
        }
        return run;
    }

    private static void step(RunFolder run, int step, double loss) {
        run.metric(new JsonObject()
                .put("event", "step")
                .put("step", step)
                .put("epoch", step / 4.0)
                .put("loss", loss)
                .put("tokens_per_second", 100)
                .put("seconds", 2.0 * step));
    }

    @Test
    void everyFileThatThePageNamesIsThere() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        Pattern local = Pattern.compile("(?:src|href)=\"(/[^\"#]+)\"|from '\\./([^']+)'");
        for (String name : List.of("/", "/main.js", "/training.js", "/chart.js", "/cells.js", "/text.js")) {
            for (Matcher m = local.matcher(get(name).body()); m.find(); ) {
                String file = m.group(1) != null ? m.group(1) : "/" + m.group(2);
                assertThat(get(file).statusCode()).as(file).isEqualTo(200);
            }
        }
    }

    @Test
    void cellsAreMeasured() throws Exception {
        JsonObject body = new JsonObject()
                .put("name", "gru")
                .put("text", Cell.library("gru").print())
                .put("hidden", 16)
                .put("input", 16);
        JsonObject times =
                Json.parse(post("/api/cell-times", token(), body.toString()).body(), "answer");
        assertThat(times.getObjects("forward")).hasSize(2);
        double parts = times.getDouble("before") + times.getDouble("readout") + times.getDouble("weights");
        for (String direction : List.of("forward", "backward")) {
            for (JsonObject stage : times.getObjects(direction)) {
                parts += stage.getDouble("products") + stage.getDouble("loops");
            }
        }
        assertThat(parts).isCloseTo(times.getDouble("all"), Percentage.withPercentage(0.01));

        HttpResponse<String> large =
                post("/api/cell-times", token(), body.put("hidden", 100_000).toString());
        assertThat(large.statusCode()).isEqualTo(400);
        assertThat(large.body()).contains("unroll cell --times");
    }

    @Test
    void countsTheUpdatesWhoseGradientWasCut() throws Exception {
        JsonObject config = new JsonObject()
                .put("task", "lm")
                .put(
                        "training",
                        new JsonObject()
                                .put("clip", new JsonObject().put("by", "norm").put("limit", 2)));
        try (RunFolder run = RunFolder.create(folder.resolve("cut"), config)) {
            for (int i = 1; i <= 4; i++) {
                run.metric(new JsonObject().put("event", "step").put("step", i).put("gradient_norm", i));
            }
        }
        JsonObject clip = Json.parse(
                        get("/api/curves?runs=cut&fields=gradient_norm").body(), "answer")
                .getObjects("runs")
                .getFirst()
                .getObject("clip");
        assertThat(clip.getDouble("limit")).isEqualTo(2);
        assertThat(clip.getDouble("share")).isEqualTo(0.5);
    }

    @Test
    void listsRunsWithTheirProgress() throws Exception {
        run("deep/er", 3, 2).close();
        try (RunFolder _ = run("now", 3, 2.5, 2)) {
            List<JsonObject> runs = runs();

            assertThat(runs).extracting(r -> r.getString("name")).containsExactly("deep/er", "now");
            JsonObject now = runs.get(1);
            assertThat(now.getString("status")).isEqualTo("running");
            assertThat(now.getLong("step")).isEqualTo(3);
            assertThat(now.getDouble("loss")).isEqualTo(2.5);
            assertThat(now.getDouble("progress")).isEqualTo(0.3);
            assertThat(now.getDouble("left")).isEqualTo(14);
            assertThat(runs.get(0).getString("status")).isEqualTo("stopped");
        }
    }

    private List<JsonObject> runs() throws Exception {
        return ((List<?>) Json.parse(get("/api/runs").body(), "runs").get("runs"))
                .stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void severalRunsShareAnAxis() throws Exception {
        run("a", 4, 3, 2).close();
        run("b", 5).close();
        JsonObject curves =
                Json.parse(get("/api/curves?runs=a%0Ab&fields=loss&points=100").body(), "curves");

        assertThat(curves.getDoubles("x")).containsExactly(0, 1, 2, 3);
        List<?> runs = (List<?>) curves.get("runs");
        JsonObject a = ((JsonObject) runs.get(0)).getObject("loss");
        JsonObject b = ((JsonObject) runs.get(1)).getObject("loss");
        assertThat(String.valueOf(a.get("mean"))).isEqualTo("[null, 4.0, 3.0, 2.0]");
        assertThat(String.valueOf(b.get("mean"))).isEqualTo("[null, 5.0, null, null]");
    }

    @Test
    void theLearningRateIsThatOfItsScheduleAndValidations() throws Exception {
        JsonObject config = new JsonObject()
                .put("task", "lm")
                .put("training", new JsonObject().put("learning_rate", 0.5).put("schedule", "plateau:0:0.1"));
        try (RunFolder run = RunFolder.create(folder.resolve("rates"), config)) {
            run.metric(new JsonObject().put("event", "started").put("step", 0).put("steps_per_epoch", 4));
            for (int i = 1; i <= 3; i++) {
                step(run, i, 1);
                run.metric(new JsonObject()
                        .put("event", "validation")
                        .put("step", i)
                        .put("val_loss", i == 1 ? 1 : 2));
            }
        }
        JsonObject curves = Json.parse(
                get("/api/curves?runs=rates&fields=learning_rate&smooth=0.9").body(), "curves");
        JsonObject rates = ((JsonObject) ((List<?>) curves.get("runs")).getFirst()).getObject("learning_rate");
        // The second validation is no better than the first: the update after it is the first with a tenth.
        assertThat(String.valueOf(rates.get("mean"))).isEqualTo("[null, 0.5, 0.5, 0.05]");
    }

    @Test
    void newsArriveByThemselves() throws Exception {
        try (RunFolder run = run("live", 3);
                Socket socket = new Socket("localhost", ui.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(next(lines).getLong("step")).isEqualTo(1);
            step(run, 2, 2);
            assertThat(next(lines).getLong("step")).isEqualTo(2);
        }
    }

    private static JsonObject next(BufferedReader lines) throws IOException {
        while (true) {
            String line = lines.readLine();
            if (line.startsWith("data: ")) {
                return Json.parse(line.substring("data: ".length()), "event");
            }
        }
    }

    @Test
    void aTrainingIsAskedToStop() throws Exception {
        try (RunFolder run = run("live", 3)) {
            HttpResponse<String> answer = post("/api/stop", token(), "{\"run\":\"live\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"status\":\"stopping\"");
            assertThat(RunFolder.isStopRequested(run.path())).isTrue();
        }
    }

    @Test
    void whatCannotGoOnSaysWhy() throws Exception {
        try (RunFolder run = run("old", 3)) {
            run.noteResume(List.of("train", "lm", "gone.txt", "--resume", "--out", "old"), folder);
        }
        HttpResponse<String> answer = post("/api/resume", token(), "{\"run\":\"old\"}");

        assertThat(launched).containsExactly(List.of("train", "lm", "gone.txt", "--resume", "--out", "old"));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("could not go on: the text is gone");
    }

    @Test
    void aRunFromElsewhereCanStartNothingElse() throws Exception {
        try (RunFolder run = run("evil", 3)) {
            run.noteResume(List.of("import", "http://example.org"), folder);
        }
        assertThat(post("/api/resume", token(), "{\"run\":\"evil\"}").statusCode())
                .isEqualTo(409);
        assertThat(launched).isEmpty();
    }

    @Test
    void nobodyElsesPageCanAct() throws Exception {
        try (RunFolder run = run("live", 3)) {
            assertThat(post("/api/stop", "0123", "{\"run\":\"live\"}").statusCode())
                    .isEqualTo(403);
            assertThat(get("/api/stop?run=live").statusCode()).isEqualTo(404);
            assertThat(RunFolder.isStopRequested(run.path())).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/config?run=../secret",
                "/api/config?run=%2Fetc",
                "/api/samples?run=",
                "/../pom.xml",
                "/page/index.html"
            })
    void nothingOutsideIsShown(String path) throws Exception {
        Files.createDirectories(folder.resolveSibling("secret"));
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example:80"})
    void aForeignNameForThisMachineIsRefused(String host) throws Exception {
        assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).contains(" 421 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/curves?runs=none", "/api/curves?points=x", "/api/config?run=%zz"})
    void aWrongAddressIsExplained(String path) throws Exception {
        String answer = status("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer).containsPattern(" 4\\d\\d ");
    }

    private String status(String request) throws IOException {
        try (Socket socket = new Socket("localhost", ui.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        assertThat(post("/api/stop", token(), "{\"run\":\"" + "x".repeat(2 << 20) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void equationsAreExplainedAndMistakesPointedAt() throws Exception {
        String right = post(
                        "/api/cell",
                        token(),
                        new JsonObject()
                                .put("name", "mine")
                                .put("text", "h' = tanh(Wxh x + Whh h + bh)")
                                .put("hidden", 10)
                                .put("input", 3)
                                .toString())
                .body();
        assertThat(right).contains("<math", "\"parameters\":140", "\"hoisted\":[\"Wxh\"]", "Whh h");

        JsonObject wrong = Json.parse(
                post(
                                "/api/cell",
                                token(),
                                new JsonObject()
                                        .put("name", "mine")
                                        .put("text", "h' = tanh(Wxh x +)")
                                        .put("hidden", 10)
                                        .put("input", 3)
                                        .toString())
                        .body(),
                "answer");
        assertThat(wrong.getLong("line")).isEqualTo(1);
        assertThat(wrong.getLong("column")).isEqualTo(18);
    }

    @Test
    void aModelIsLookedInto() throws Exception {
        Path model = folder.resolve("model");
        String text = "int main(void) {\n    return (1 + 2);\n}\n".repeat(3);
        try (Engine engine = Engine.start(1)) {
            LanguageModel made = new LanguageModel(
                    engine, new LanguageModel.Architecture(Cell.library("lstm"), 12, 2), Vocabulary.of(text));
            made.initialise(1);
            made.save(model);
        }
        JsonObject body = new JsonObject()
                .put("run", "model")
                .put("text", text)
                .put("temperature", 1)
                .put("layer", 1)
                .put("unit", 3)
                .put("steps", 10)
                .put("tsne", true)
                .put("perplexity", 10)
                .put("of", "states");

        JsonObject expected =
                Json.parse(post("/api/expected", token(), body.toString()).body(), "answer");
        assertThat((List<?>) expected.get("places")).hasSize(text.length() + 1);
        JsonObject units =
                Json.parse(post("/api/units", token(), body.toString()).body(), "answer");
        assertThat(units.getString("shown")).isEqualTo("tanh(c)");
        JsonObject unit = Json.parse(post("/api/unit", token(), body.toString()).body(), "answer");
        assertThat(unit.getDoubles("values")).hasSize(text.length());
        JsonObject gates =
                Json.parse(post("/api/gates", token(), body.toString()).body(), "answer");
        assertThat((List<?>) gates.get("gates")).hasSize(6);
        JsonObject gradients =
                Json.parse(post("/api/gradients", token(), body.toString()).body(), "answer");
        assertThat(gradients.getLong("steps")).isEqualTo(10);
        List<String> space =
                post("/api/space", token(), body.toString()).body().lines().toList();
        assertThat(space).hasSize(101);
        assertThat(Json.parse(space.getLast(), "line").getDoubles("places")).hasSize(2 * text.length());

        List<String> symbols = post(
                        "/api/space",
                        token(),
                        body.put("of", "symbols").put("tsne", false).toString())
                .body()
                .lines()
                .toList();
        assertThat(symbols).hasSize(1);
        JsonObject plane = Json.parse(symbols.getFirst(), "line");
        assertThat(plane.getDoubles("places"))
                .hasSize(2 * plane.getStrings("names").size());

        HttpResponse<String> unknown =
                post("/api/expected", token(), body.put("text", "€").toString());
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(unknown.body()).contains("lacks '€' U+20AC");
    }
}
