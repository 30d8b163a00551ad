package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path root;

    private final JsonObject config = new JsonObject().put("hidden", 16L);

    private Path path() {
        return root.resolve("runs/first");
    }

    private static JsonObject metric(long step, String text) {
        return new JsonObject().put("step", step).put("text", text);
    }

    @Test
    void aRunIsLaidOut() {
        try (RunFolder run = RunFolder.create(path(), config)) {
            assertThat(run.model().config().getInt("hidden")).isEqualTo(16);
            run.sample(7, "To be €");
            run.checkpoints(1).save(new Checkpoint(7, new JsonObject(), Map.of()), -1);
            run.metric(metric(7, "a\nb"));
        }
        assertThat(path().resolve("samples/step-00000007.txt")).hasContent("To be €");
        assertThat(path().resolve("checkpoints/step-00000007.safetensors")).exists();
        assertThat(path().resolve("metrics.jsonl")).hasContent("{\"step\":7,\"text\":\"a\\nb\"}");
    }

    @Test
    void anExistingRunIsNotOverwritten() throws IOException {
        RunFolder.create(path(), config).close();
        byte[] before = Files.readAllBytes(path().resolve("config.json"));
        assertThatThrownBy(() -> RunFolder.create(path(), new JsonObject()))
                .isInstanceOf(FileException.class)
                .hasMessage(path() + " already holds a run; continue it with --resume, or name another folder");
        assertThat(Files.readAllBytes(path().resolve("config.json"))).isEqualTo(before);
        // The refusal let the lock go.
        RunFolder.resume(path()).close();
    }

    @Test
    void someoneElsesFolderIsNotFilled() throws IOException {
        Files.createDirectories(path());
        Files.writeString(path().resolve("thesis.tex"), "");
        assertThatThrownBy(() -> RunFolder.create(path(), config))
                .isInstanceOf(FileException.class)
                .hasMessage(path() + " is not empty and not a run; name another folder");
    }

    @Test
    void anEmptyFolderWillDo() throws IOException {
        Files.createDirectories(path());
        RunFolder.create(path(), config).close();
        assertThat(path().resolve("config.json")).exists();
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.writeString(root.resolve("runs"), "");
        assertThatThrownBy(() -> RunFolder.create(path(), config))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("cannot write " + path());
    }

    @Test
    void thereMustBeARunToResume() {
        assertThatThrownBy(() -> RunFolder.resume(path()))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("there is no run in " + path() + " to resume");
        assertThat(path()).doesNotExist();
    }

    @Test
    void metricsAreSetBackToTheResumedStep() throws IOException {
        try (RunFolder run = RunFolder.create(path(), config)) {
            run.metric(new JsonObject().put("event", "start"));
            for (long step : new long[] {10, 20, 30}) {
                run.metric(metric(step, "é"));
            }
            byte[] line = Json.line(metric(15, "€")).getBytes(StandardCharsets.UTF_8);
            Files.write(run.metricsFile(), Arrays.copyOf(line, line.length - 3), StandardOpenOption.APPEND);
        }
        try (RunFolder run = RunFolder.resume(path())) {
            run.rewindMetrics(20);
            run.metric(metric(21, "again"));
            assertThat(run.metricsFile()).hasContent("""
                    {"event":"start"}
                    {"step":10,"text":"é"}
                    {"step":20,"text":"é"}
                    {"step":21,"text":"again"}
                    """);
        }
    }

    @Test
    void aRunWithoutMetricsCanBeSetBackToo() {
        try (RunFolder run = RunFolder.create(path(), config)) {
            run.rewindMetrics(0);
            assertThat(run.metricsFile()).doesNotExist();
        }
    }

    @Test
    void leftoversOfAKilledProcessGoWhenItIsResumed() throws IOException {
        RunFolder.create(path(), config).close();
        Path leftover = path().resolve("checkpoints/.step-00000001.safetensors.99-1.tmp");
        Files.createDirectories(leftover.getParent());
        Files.writeString(leftover, "half");
        RunFolder.resume(path()).close();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void onlyOneAtATimeInThisProcess() {
        RunFolder run = RunFolder.create(path(), config);
        assertThatThrownBy(() -> RunFolder.resume(path()))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(path() + " is in use by another training");
        run.close();
        RunFolder.resume(path()).close();
    }

    @Test
    void onlyOneAtATimeAcrossProcesses() throws Exception {
        try (RunFolder run = RunFolder.create(path(), config)) {
            assertThat(resumeElsewhere()).startsWith(run.path() + " is in use by another training");
        }
        assertThat(resumeElsewhere()).isEqualTo("resumed");
    }

    private String resumeElsewhere() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Resume.class.getName(),
                        path().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset()).strip();
        process.waitFor();
        return output;
    }

    /** Resumes a run in a process of its own and says how that went. */
    static final class Resume {
        public static void main(String[] path) {
            try {
                RunFolder.resume(Path.of(path[0])).close();
                System.out.println("resumed");
            } catch (FileException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
