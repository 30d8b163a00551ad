package dev.unroll.web.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.Sampling;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server of models, asked over a socket as programs do. */
class ModelServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int ENDLESS = 1_000_000;

    @TempDir
    Path folder;

    private final Engine engine = Engine.start(2);
    private LanguageModel model;
    private ModelServer server;
    private Client client;

    @BeforeEach
    void start() {
        model = new LanguageModel(
                engine,
                new LanguageModel.Architecture(Cell.library("gru"), 24, 2),
                Vocabulary.of("abcdefghijklmnopqrstuvwxyz ,.\nTQé😀"));
        model.initialise(3);
        model.save(folder.resolve("small"));
        serve(new Limits(4, 8, ENDLESS, Duration.ofSeconds(60)));
    }

    private void serve(Limits limits) {
        if (server != null) {
            server.close();
        }
        server = new ModelServer(ANY, engine, List.of(folder.resolve("small")), limits, Duration.ofMillis(500));
        client = new Client(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
        engine.close();
    }

    private static JsonObject ask() {
        return new JsonObject();
    }

    @Test
    void aTextIsTheOneThatTheModelWritesAlone() throws Exception {
        JsonObject ask = ask().put("prime", "The ")
                .put("length", 300)
                .put("seed", 5)
                .put("temperature", 0.7)
                .put("top_k", 9)
                .put("top_p", 0.9);
        Client.Answer answer = client.post("/generate", ask);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        String alone =
                model.sampler(new Sampling(0.7, 9, 0.9, 5)).text("The ", 300).substring(4);
        assertThat(answer.body().getString("text")).isEqualTo(alone);
        assertThat(answer.body().getString("finish_reason")).isEqualTo("length");
        assertThat(answer.body().getString("model")).isEqualTo("small");

        Client.Streamed streamed = client.stream(ask);
        assertThat(streamed.text()).isEqualTo(alone);
        assertThat(streamed.end().getLong("seed")).isEqualTo(5);
    }

    @Test
    void withoutASeedTheAnswerTellsIt() throws Exception {
        JsonObject first = client.post("/generate", ask().put("length", 50)).body();
        JsonObject again = client.post("/generate", ask().put("length", 50).put("seed", first.getLong("seed")))
                .body();
        assertThat(again.getString("text")).isEqualTo(first.getString("text"));
    }

    @Test
    void aLongTextIsFollowedByItsJson() throws Exception {
        int length = 60_000; // longer than an answer is silent
        JsonObject body = client.post("/generate", ask().put("length", length).put("seed", 1))
                .body();
        assertThat(body.getString("text"))
                .isEqualTo(model.sampler(Sampling.DEFAULT).text("", length));
    }

    @Test
    void manyAtOnceAreEachTheirOwn() throws Exception {
        List<Future<String>> texts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                JsonObject ask = ask().put("length", 100 + 50 * i).put("seed", i);
                boolean streams = i % 2 == 0;
                texts.add(threads.submit(() -> streams
                        ? client.stream(ask).text()
                        : client.post("/generate", ask).body().getString("text")));
            }
        }
        for (int i = 0; i < texts.size(); i++) {
            assertThat(texts.get(i).get())
                    .isEqualTo(model.sampler(new Sampling(1, 0, 1, i)).text("", 100 + 50 * i));
        }
    }

    @Test
    void stopTextsEndIt() throws Exception {
        String alone = model.sampler(Sampling.DEFAULT).text("", 400);
        String stop = alone.substring(alone.offsetByCodePoints(0, 150), alone.offsetByCodePoints(0, 155));
        JsonObject ask = ask().put("length", 400).put("seed", 1);
        JsonObject answer = client.post("/generate", ask.put("stop", List.of("no such", stop)))
                .body();
        assertThat(answer.getString("text")).isEqualTo(alone.substring(0, alone.indexOf(stop)));
        assertThat(answer.getString("finish_reason")).isEqualTo("stop");
        assertThat(client.stream(ask.put("stop", stop)).text()).isEqualTo(answer.getString("text"));
    }

    @Test
    void textsAreScoredAndEmbedded() throws Exception {
        String text = "Te quick, é😀";
        Reading reading = Reading.of(model, text);
        JsonObject score = client.post("/score", ask().put("prime", "Te").put("text", text.substring(2)))
                .body();
        double[] scores = score.getDoubles("log_probabilities");
        assertThat(scores).hasSize(10);
        double nats = 0;
        for (int t = 0; t < scores.length; t++) {
            assertThat(-scores[t]).isCloseTo(reading.surprise(t + 2), within(1e-9));
            nats += reading.surprise(t + 2);
        }
        assertThat(score.getDouble("bits")).isCloseTo(nats / Math.log(2), within(1e-9));
        assertThat(score.getDouble("bits_per_character")).isCloseTo(nats / Math.log(2) / 10, within(1e-9));

        double[] vector = client.post("/embed", ask().put("text", text)).body().getDoubles("vector");
        float[] state = reading.state(1, reading.length() - 1);
        assertThat(vector).hasSize(24);
        for (int i = 0; i < vector.length; i++) {
            assertThat((float) vector[i]).isEqualTo(state[i]);
        }
    }

    @Test
    void openAisClientsAreUnderstood() throws Exception {
        JsonObject ask = ask().put("model", "small")
                .put("prompt", "The ")
                .put("max_tokens", 40)
                .put("seed", 1);
        String alone = model.sampler(Sampling.DEFAULT).text("The ", 40).substring(4);
        JsonObject answer = client.post("/v1/completions", ask).body();
        JsonObject choice = answer.getObjects("choices").getFirst();
        assertThat(choice.getString("text")).isEqualTo(alone);
        assertThat(choice.getString("finish_reason")).isEqualTo("length");
        assertThat(answer.getObject("usage").getLong("total_tokens")).isEqualTo(44);

        List<String> events = client.events("/v1/completions", ask.put("stream", true));
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(events.subList(0, events.size() - 1).stream()
                        .map(e -> Json.parse(e, "event")
                                .getObjects("choices")
                                .getFirst()
                                .getString("text"))
                        .collect(Collectors.joining()))
                .isEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/generate | {\"lenght\": 5} | 400 | \"lenght\", which means nothing here",
                "/generate | {\"length\": 0} | 400 | 1 to 1000000 symbols",
                "/generate | {\"length\": \"5\"} | 422 | \"length\" must be a whole number",
                "/generate | {\"temperature\": -1} | 422 | the temperature must be at least 0",
                "/generate | {\"top_p\": 2} | 422 | top-p must be above 0",
                "/generate | {\"stop\": [\"\"]} | 400 | \"stop\" must be",
                "/generate | {\"prime\": \"5€\"} | 422 | lacks '5' U+0035, '€' U+20AC",
                "/generate | {\"model\": \"large\"} | 404 | no model called \"large\" reads and writes texts; there is small",
                "/generate | {\"prime\": | 400 | not valid JSON",
                "/generate | [1] | 400 | not valid JSON",
                "/score | {} | 422 | the text to score is empty",
                "/predict | {\"texts\": [\"a\"]} | 404 | no model here names classes",
                "/v1/completions | {\"n\": 3} | 400 | \"n\" must be 1",
                "/nothing | {} | 404 | there is nothing at /nothing",
                "/models | {} | 405 | to be asked by GET",
            })
    void aWrongRequestIsExplained(String path, String body, int status, String message) throws Exception {
        Client.Answer answer = client.post(path, body);
        assertThat(answer.error()).contains(message);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        serve(new Limits(4, 8, 1000, Duration.ofSeconds(60)));
        assertThat(client.post("/score", ask().put("text", "a".repeat(1001))).error())
                .isEqualTo("\"text\" has more than 1000 characters; send less");
        Client.Answer large = client.post("/generate", ask().put("prime", "a".repeat(3 << 20)));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.error()).contains("longer than 1 MiB");
        // Told before it has come.
        assertThat(raw("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"))
                .contains(" 413 ");
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        assertThat(client.post("/generate", "{\"stop\":" + "[".repeat(500_000)).status())
                .isEqualTo(400);
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsToldToComeAgain() throws Exception {
        serve(new Limits(1, 1, ENDLESS, Duration.ofSeconds(60)));
        String endless = ask().put("length", ENDLESS).put("stream", true).toString();
        Socket running = client.ask("/generate", endless, 1 << 16);
        await("unroll_streams{model=\"small\"} 1");
        try (Socket waiting = client.ask("/generate", endless, 1 << 16)) {
            await("unroll_waiting{model=\"small\"} 1");
            Client.Answer third = client.post("/generate", ask());
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
            running.close();
            await("unroll_waiting{model=\"small\"} 0"); // whoever goes away makes room
            assertThat(waiting.getInputStream().read()).isEqualTo('H');
        }
        await("unroll_streams{model=\"small\"} 0");
        await("unroll_rejected_total 1");
        assertThat(client.post("/generate", ask()).status()).isEqualTo(200);
    }

    /** Also of an answer that is not streamed, while it is being made. */
    @Test
    void whoGoesAwayFreesTheLane() throws Exception {
        try (Socket socket =
                client.ask("/generate", ask().put("length", ENDLESS).toString(), 1 << 16)) {
            await("unroll_streams{model=\"small\"} 1");
            socket.setSoLinger(true, 0);
        }
        await("unroll_streams{model=\"small\"} 0");
    }

    /** The server that is used has a limit of connections, 300 in tests, and forgets those that break only if it is told. */
    @Test
    void brokenConnectionsAreForgotten() throws Exception {
        serve(new Limits(64, 64, ENDLESS, Duration.ofSeconds(60)));
        String endless = ask().put("length", ENDLESS).put("stream", true).toString();
        for (int i = 0; i < 400; i++) {
            try (Socket socket = client.ask("/generate", endless, 1 << 16)) {
                assertThat(socket.getInputStream().read()).as("connection " + i).isEqualTo('H');
                socket.setSoLinger(true, 0);
            }
        }
        await("unroll_streams{model=\"small\"} 0");
        assertThat(client.post("/generate", ask()).status()).isEqualTo(200);
    }

    @Test
    void whoTakesNothingIsNotWaitedFor() throws Exception {
        try (Socket stalled = client.ask(
                "/generate", ask().put("length", ENDLESS).put("stream", true).toString(), 1 << 12)) {
            await("unroll_streams{model=\"small\"} 1");
            assertThat(client.stream(ask().put("length", 500)).text()).hasSizeGreaterThanOrEqualTo(500);
            await("unroll_streams{model=\"small\"} 0");
            assertThat(stalled.isClosed()).isFalse();
        }
    }

    @Test
    void aTextWhoseTimeIsUpIsCutOff() throws Exception {
        serve(new Limits(1, 8, ENDLESS, Duration.ofSeconds(1)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Client.Answer> running =
                    threads.submit(() -> client.post("/generate", ask().put("length", ENDLESS)));
            await("unroll_streams{model=\"small\"} 1");
            Client.Answer cut = running.get();
            assertThat(cut.status()).isEqualTo(200);
            assertThat(cut.body().getString("finish_reason")).isEqualTo("timeout");
            assertThat(cut.body().getString("text")).isNotEmpty();
        }
        Client.Answer never = client.post("/score", ask().put("text", "ab".repeat(400_000)));
        assertThat(never.status()).isEqualTo(503);
        assertThat(never.error()).isEqualTo("its time was up; ask for less");
    }

    @Test
    void finishingAnswersWhatIsUnderWayAndTakesNothingNew() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Client.Streamed> running = threads.submit(
                    () -> client.stream(ask().put("length", 50_000).put("seed", 1)));
            await("unroll_streams{model=\"small\"} 1");
            Future<Boolean> finished = threads.submit(() -> server.finish(Duration.ofSeconds(30)));
            while (client.get("/health").statusCode() == 200) {
                Thread.sleep(5);
            }
            assertThat(client.post("/generate", ask()).status()).isIn(429, 503);
            assertThat(running.get().text())
                    .isEqualTo(model.sampler(Sampling.DEFAULT).text("", 50_000));
            assertThat(finished.get()).isTrue();
        }
    }

    @Test
    void otherSitesPagesAreRefused() throws Exception {
        assertThat(
                        raw(
                                "POST /generate HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Length: 2\r\n\r\n{}"))
                .contains(" 403 ");
        assertThat(raw("POST /generate HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}"))
                .contains(" 421 ");
    }

    private String raw(String request) throws Exception {
        try (Socket socket = new Socket("localhost", server.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            byte[] head = socket.getInputStream().readNBytes(20);
            return new String(head, StandardCharsets.UTF_8);
        }
    }

    @Test
    void theInterfaceIsDescribed() throws Exception {
        JsonObject api = Json.parse(client.get("/openapi.json").body(), "openapi.json");
        List<String> own = List.of("/", "/api.css", "/openapi.json");
        assertThat(api.getObject("paths").keys())
                .containsExactlyInAnyOrderElementsOf(
                        server.paths().stream().filter(p -> !own.contains(p)).toList());
        assertKeys(api, "/generate", new PlainForm().keys());
        assertKeys(api, "/v1/completions", new OpenAiForm().keys());
        assertKeys(api, "/score", Reads.SCORE);
        assertKeys(api, "/embed", Reads.EMBED);
        assertKeys(api, "/predict", Reads.PREDICT);
        assertThat(client.get("/").body()).contains("<h2><code>POST /generate</code></h2>", "top_p");
        assertThat(client.get("/api.css").statusCode()).isEqualTo(200);
        JsonObject models = Json.parse(client.get("/models").body(), "models");
        JsonObject small = models.getObjects("models").getFirst();
        assertThat(small.getString("name")).isEqualTo("small");
        assertThat(small.getLong("parameters")).isEqualTo(model.parameterCount());
    }

    private static void assertKeys(JsonObject api, String path, List<String> keys) {
        JsonObject schema = api.getObject("paths")
                .getObject(path)
                .getObject("post")
                .getObject("requestBody")
                .getObject("content")
                .getObject("application/json")
                .getObject("schema");
        assertThat(schema.getObject("properties").keys()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys).containsAll(schema.getObject("example").keys());
    }

    @Test
    void metricsAreAsPrometheusReadsThem() throws Exception {
        client.post("/generate", ask().put("length", 20));
        client.post("/generate", "{");
        await("unroll_streams{model=\"small\"} 0");
        String page = client.get("/metrics").body();
        assertThat(page)
                .contains(
                        "unroll_requests_total{path=\"/generate\",status=\"200\"} 1\n",
                        "unroll_requests_total{path=\"/generate\",status=\"400\"} 1\n",
                        "unroll_request_seconds_count{path=\"/generate\"} 2\n",
                        "unroll_characters_total{model=\"small\"} 20\n",
                        "unroll_batch_lanes_bucket{model=\"small\",le=\"1.0\"} 20\n");
        assertThat(page.lines())
                .allMatch(l -> l.matches(
                        "# (HELP|TYPE) unroll_\\w+ .+|unroll_\\w+(\\{\\w+=\"[^\"]*\"(,\\w+=\"[^\"]*\")*})? [\\d.E-]+"));
    }

    /** Waits until a line is among the metrics. */
    private void await(String line) throws Exception {
        long start = System.nanoTime();
        while (!client.get("/metrics").body().contains(line + "\n")) {
            assertThat(System.nanoTime() - start)
                    .as(line + " in\n" + client.get("/metrics").body())
                    .isLessThan(20_000_000_000L);
            Thread.sleep(20);
        }
    }
}
