package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve}, in a process of its own, with models of all kinds. */
class ServeCommandTest {
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void servesModelsOfAllKindsAndFinishesWhatIsUnderWay() throws Exception {
        Path text = Program.text();
        Path lm = folder.resolve("lm");
        Path gpt = folder.resolve("gpt");
        Path classes = folder.resolve("classes");
        Files.writeString(
                folder.resolve("items.csv"), "label,text\n" + "yes,of course it is\nno,not at all\n".repeat(20));
        run("train", "lm", text, "--cell", "gru", "--hidden", 16, "--steps", 20, "--out", lm);
        run("train", "gpt", text, "--width", 16, "--layers", 1, "--steps", 20, "--out", gpt);
        run("train", "classify", folder.resolve("items.csv"), "--steps", 30, "--out", classes);

        Program.Running server = Program.start(folder, "serve", "lm", "gpt", "classes", "--port", 0);
        try {
            String address = address(server);
            for (String name : List.of("lm", "gpt")) {
                JsonObject written = post(
                        address + "generate", "{'model': '" + name + "', 'prime': 'import ', 'length': 60, 'seed': 4}");
                String sampled = Program.here(
                                "sample", folder.resolve(name), "--prime", "import ", "--length", 60, "--seed", 4)
                        .out();
                assertThat("import " + written.getString("text") + "\n").isEqualTo(sampled);
            }
            JsonObject predicted = post(address + "predict", "{'texts': ['not at all', 'of course it is']}");
            assertThat(predicted.getObjects("items"))
                    .extracting(i -> i.getString("label"))
                    .containsExactly("no", "yes");
            clientOfTheDocumentation(address);

            var streaming = client.send(
                    HttpRequest.newBuilder(URI.create(address + "generate"))
                            .POST(BodyPublishers.ofString(
                                    "{\"model\": \"lm\", \"length\": 90000, \"seed\": 1, \"stream\": true}"))
                            .build(),
                    BodyHandlers.ofInputStream());
            try (InputStream in = streaming.body()) {
                byte[] first = in.readNBytes(10);
                server.process().destroy();
                String events = new String(first, StandardCharsets.UTF_8)
                        + new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(events).endsWith("event: end\ndata: {\"finish_reason\":\"length\",\"seed\":1}\n\n");
            }
            Program.Result result = server.result();
            assertThat(result.code()).isEqualTo(TERMINATED);
            assertThat(result.err()).contains("Serves 3 models", "Finishes what is under way.");
        } finally {
            server.process().destroyForcibly();
        }
    }

    private static void run(Object... words) {
        Program.Result result = Program.here(words);
        assertThat(result.code()).as(result.err()).isZero();
    }

    private static String address(Program.Running server) throws Exception {
        for (int look = 0; look < 1200; look++) {
            List<String> lines = Files.readString(server.out()).lines().toList();
            if (!lines.isEmpty()) {
                return lines.getFirst();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no address: " + Files.readString(server.err()));
    }

    private JsonObject post(String url, String body) throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body(), "the answer");
    }

    /** The program that the documentation shows, as it stands there, but for the port. */
    private void clientOfTheDocumentation(String address) throws Exception {
        Matcher shown = Pattern.compile("```java client\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/serving.md")));
        assertThat(shown.find()).isTrue();
        Path source = folder.resolve("Client.java");
        Files.writeString(
                source,
                shown.group(1).replace("http://localhost:8080/", address).replace("shakespeare", "lm"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed.strip()).hasSizeGreaterThan(100);
    }

    @Test
    void wrongUseIsExplained() {
        assertThat(Program.here("serve").code()).isEqualTo(Main.USAGE);
        assertThat(Program.here("serve", folder, "--streams", 65).err()).contains("lanes must be 1 to 64, got 65");
        assertThat(Program.here("serve", folder, "--port", 70000).code()).isEqualTo(Main.USAGE);
        Program.Result none = Program.here("serve", folder.resolve("none"), "--port", 0);
        assertThat(none.code()).isEqualTo(Main.FAILED);
        assertThat(none.err()).contains("none");
    }
}
