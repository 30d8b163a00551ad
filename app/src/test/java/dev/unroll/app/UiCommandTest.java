package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ui} beside a training, each in a process of its own. */
class UiCommandTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void stopsATrainingAndGoesOnWithIt() throws Exception {
        Path run = folder.resolve("runs/it");
        Program.Running training = Program.start(
                folder, "train", "lm", Program.text(), "--hidden", 8, "--batch", 4, "--minutes", 10, "--out", run);
        Program.Running page = Program.start(folder, "ui", "runs", "--port", 0);
        try {
            String address = firstLine(page);
            await(() -> status(address).equals("running") && Files.exists(run.resolve("metrics.jsonl")));
            act(address, "stop");

            Program.Result stopped = training.result();
            assertThat(stopped.code()).isEqualTo(Main.INTERRUPTED);
            assertThat(stopped.err()).contains("and saved. Go on with:", "--resume");
            assertThat(status(address)).isEqualTo("stopped");
            long step = run(address).getLong("step");

            act(address, "resume");
            await(() -> run(address).getLong("step") > step);
            act(address, "stop");
            await(() -> status(address).equals("stopped"));
            assertThat(Files.readString(run.resolve("resume.log"))).contains("Stopped at step");
        } finally {
            page.process().destroy();
            RunFolder.requestStop(run);
            training.process().destroy();
        }
    }

    private static String firstLine(Program.Running page) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            List<String> lines = Files.readString(page.out()).lines().toList();
            if (!lines.isEmpty()) {
                return lines.getFirst();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no address: " + Files.readString(page.err()));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
            Thread.sleep(100);
        }
    }

    private JsonObject run(String address) throws Exception {
        String body = client.send(
                        HttpRequest.newBuilder(URI.create(address + "api/runs")).build(), BodyHandlers.ofString())
                .body();
        List<?> runs = (List<?>) Json.parse(body, "runs").get("runs");
        return runs.isEmpty() ? new JsonObject().put("status", "none") : (JsonObject) runs.getFirst();
    }

    private String status(String address) throws Exception {
        return run(address).getString("status");
    }

    private void act(String address, String what) throws Exception {
        String page = client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
        Matcher token =
                Pattern.compile("name=\"token\" content=\"([0-9a-f]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(address + "api/" + what))
                        .header("X-Unroll-Token", token.group(1))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"run\":\"it\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
