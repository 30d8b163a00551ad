package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMetricsTest {
    @TempDir
    Path run;

    private void append(String text) throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static float[] column(RunMetrics metrics, String event, String name) {
        RunMetrics.Table table = metrics.table(event).orElseThrow();
        return Arrays.copyOf(table.column(name).orElseThrow(), table.rows());
    }

    @Test
    void readsOnFromWhereItEnded() throws IOException {
        RunMetrics metrics = new RunMetrics(run);
        assertThat(metrics.refresh()).isFalse();

        append("{\"event\":\"step\",\"step\":1,\"loss\":4.5}\n{\"event\":\"step\",\"step\":2,\"lo");
        assertThat(metrics.refresh()).isTrue();
        assertThat(column(metrics, "step", "loss")).containsExactly(4.5f);

        append("ss\":4.25}\n{\"event\":\"validation\",\"step\":2,\"val_loss\":null,\"best\":true}\n");
        assertThat(metrics.refresh()).isTrue();
        assertThat(metrics.refresh()).isFalse();
        assertThat(column(metrics, "step", "loss")).containsExactly(4.5f, 4.25f);
        assertThat(column(metrics, "validation", "val_loss")).containsExactly(Float.NaN);
        assertThat(metrics.table("step").orElseThrow().steps()).startsWith(1, 2);
    }

    @Test
    void startsAnewWhereAResumedRunHasReplacedTheFile() throws IOException {
        RunMetrics metrics = new RunMetrics(run);
        append("{\"event\":\"step\",\"step\":1,\"loss\":3}\n{\"event\":\"step\",\"step\":2,\"loss\":2}\n");
        metrics.refresh();
        try (RunFolder folder = RunFolder.create(run.resolve("other"), new JsonObject())) {
            Files.copy(run.resolve("metrics.jsonl"), folder.metricsFile());
            folder.rewindMetrics(1);
            Files.move(
                    folder.metricsFile(),
                    run.resolve("metrics.jsonl"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        append("{\"event\":\"step\",\"step\":2,\"loss\":1.5}\n");

        assertThat(metrics.refresh()).isTrue();
        assertThat(column(metrics, "step", "loss")).containsExactly(3, 1.5f);
    }

    @Test
    void aColumnThatSomeLinesLackHasGaps() throws IOException {
        append("{\"event\":\"step\",\"step\":1,\"a\":1}\n{\"event\":\"step\",\"step\":2,\"b\":2}\n");
        RunMetrics metrics = new RunMetrics(run);
        metrics.refresh();

        assertThat(column(metrics, "step", "a")).containsExactly(1, Float.NaN);
        assertThat(column(metrics, "step", "b")).containsExactly(Float.NaN, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"step\",\"step\":7,\"loss\":2.5,\"note\":\"a \\\"quoted\\\" word\"}",
                "{ \"event\" : \"step\", \"step\" : 7, \"loss\" : 2.5 }",
                "{\"event\":\"step\",\"step\":7,\"more\":{\"x\":1},\"loss\":25e-1}",
                "{\"event\":\"step\",\"step\":7,\"list\":[1,2],\"loss\":0.25E+1}"
            })
    void whatIsNotPlainIsReadAllTheSame(String line) throws IOException {
        append(line + "\n");
        RunMetrics metrics = new RunMetrics(run);
        metrics.refresh();

        assertThat(column(metrics, "step", "loss")).containsExactly(2.5f);
        assertThat(metrics.table("step").orElseThrow().steps()[0]).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{\"event\":\"step\",\"step\":1,\"loss\":}", "{\"loss\":1}", "[1]"})
    void aDamagedLineIsLeftOut(String line) throws IOException {
        append(line + "\n{\"event\":\"step\",\"step\":2,\"loss\":1}\n");
        RunMetrics metrics = new RunMetrics(run);
        metrics.refresh();

        assertThat(column(metrics, "step", "loss")).containsExactly(1);
    }

    @Test
    void aLineWithoutEndIsNotKept() throws IOException {
        append("x".repeat(3 << 20) + "\n{\"event\":\"step\",\"step\":2,\"loss\":1}\n");
        RunMetrics metrics = new RunMetrics(run);
        metrics.refresh();

        assertThat(column(metrics, "step", "loss")).containsExactly(1);
    }

    @Test
    void numbersAreThoseThatWereWritten() throws IOException {
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        float[] written = new float[5000];
        for (int i = 0; i < written.length; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
            written[i] = (float) value;
            lines.append(new JsonObject().put("event", "step").put("step", i).put("v", value))
                    .append('\n');
        }
        append(lines.toString());
        RunMetrics metrics = new RunMetrics(run);
        metrics.refresh();

        assertThat(column(metrics, "step", "v")).containsExactly(written);
    }
}
