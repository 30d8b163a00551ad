package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.NamedArray;
import dev.unroll.io.SafeTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a training has left in its folder. */
record KeptRun(Path folder) {
    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    Path checkpoint(long step) {
        return checkpoints().resolve(String.format("step-%08d.safetensors", step));
    }

    /** Names of the checkpoints, and of whatever else lies among them. */
    List<String> saved() {
        if (!Files.isDirectory(checkpoints())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(checkpoints())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, NamedArray> weights() {
        return SafeTensors.open(folder.resolve("model.safetensors")).arrays();
    }

    /** A line for each update. */
    List<String> losses() {
        Path metrics = folder.resolve("metrics.jsonl");
        if (!Files.exists(metrics)) {
            return List.of();
        }
        return Program.read(metrics)
                .lines()
                .filter(line -> line.endsWith("}")) // a killed process may leave half a line
                .map(line -> Json.parse(line, "metrics.jsonl"))
                .filter(json -> json.getString("event").equals("step"))
                .map(json -> json.getLong("step") + ": " + json.getDouble("loss"))
                .toList();
    }

    void awaitSteps(int steps) throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            if (losses().size() >= steps) {
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("the training never came to step " + steps);
    }

    /** Every loss, the weights for use and the whole state after the last step are the same, bit for bit. */
    void assertSame(KeptRun other, long lastStep, String what) {
        assertThat(losses()).as("losses of a run %s", what).isEqualTo(other.losses());
        assertThat(weights()).as("weights of a run %s", what).isEqualTo(other.weights());
        assertThat(SafeTensors.open(checkpoint(lastStep)).arrays())
                .as("last state of a run %s", what)
                .isEqualTo(SafeTensors.open(other.checkpoint(lastStep)).arrays());
    }
}
