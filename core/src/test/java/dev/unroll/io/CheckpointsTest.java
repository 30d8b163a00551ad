package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path root;

    private Path folder() {
        return root.resolve("checkpoints");
    }

    private static Checkpoint checkpoint(long step) {
        return Checkpoint.of(
                step,
                new JsonObject()
                        .put("seed", -7_046_029_254_386_353_131L)
                        .put("epoch", 3L)
                        .put("lr", 0.002),
                List.of(
                        new NamedArray("model.w", new int[] {2, 2}, new float[] {1, -0f, Float.NaN, step}),
                        new NamedArray("optimizer.m", new int[] {1}, new float[] {Float.MIN_VALUE})));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(long step) {
        return folder().resolve(String.format("step-%08d.safetensors", step));
    }

    @Test
    void aCheckpointComesBackBitForBit() {
        Checkpoints checkpoints = new Checkpoints(folder(), 2);
        Path file = checkpoints.save(checkpoint(1234), -1);
        assertThat(file).isEqualTo(file(1234));
        Checkpoint read = Objects.requireNonNull(checkpoints.latest().checkpoint());
        assertThat(read).isEqualTo(checkpoint(1234));
        assertThat(read.state().getLong("seed")).isEqualTo(-7_046_029_254_386_353_131L);
        assertThat(Float.floatToRawIntBits(read.arrays().get("model.w").data()[1]))
                .isEqualTo(1 << 31);
    }

    @Test
    void theNewestAreKeptInTheOrderOfTheirSteps() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder(), 2);
        for (long step : new long[] {5, 99_999_999, 100_000_000, 100_000_001}) {
            checkpoints.save(checkpoint(step), -1);
        }
        assertThat(names()).containsExactly("step-100000000.safetensors", "step-100000001.safetensors");
        assertThat(Objects.requireNonNull(checkpoints.latest().checkpoint()).step())
                .isEqualTo(100_000_001);
    }

    @Test
    void theBestStaysHoweverOld() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder(), 2);
        for (long step = 1; step <= 6; step++) {
            checkpoints.save(checkpoint(step), 2);
        }
        assertThat(names())
                .containsExactly("step-00000002.safetensors", "step-00000005.safetensors", "step-00000006.safetensors");
        assertThat(checkpoints.at(2)).isEqualTo(checkpoint(2));
        checkpoints.save(checkpoint(7), 7);
        assertThat(names()).containsExactly("step-00000006.safetensors", "step-00000007.safetensors");
        assertThatThrownBy(() -> checkpoints.at(2)).isInstanceOf(FileException.class);
    }

    @Test
    void damagedOnesAreSkippedAndNamed() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder(), 5);
        for (long step = 1; step <= 4; step++) {
            checkpoints.save(checkpoint(step), -1);
        }
        byte[] bytes = Files.readAllBytes(file(4));
        Files.write(file(4), Arrays.copyOf(bytes, bytes.length - 1));
        bytes = Files.readAllBytes(file(3));
        bytes[bytes.length - 5] ^= 4;
        Files.write(file(3), bytes);
        SafeTensors.write(file(5), Map.of("no", "state"), List.of());
        Checkpoints.Latest latest = checkpoints.latest();
        assertThat(Objects.requireNonNull(latest.checkpoint()).step()).isEqualTo(2);
        assertThat(latest.skipped()).hasSize(3);
        assertThat(latest.skipped().get(0))
                .isEqualTo(file(5) + " is damaged or not a checkpoint; restore it from a copy");
        assertThat(latest.skipped().get(1)).startsWith(file(4) + " is damaged or cut short");
        assertThat(latest.skipped().get(2)).startsWith(file(3) + " is damaged or cut short");
    }

    @Test
    void afterASetBackTheGoodOnesSurviveTheDamagedNewerOne() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder(), 1);
        checkpoints.save(checkpoint(100), -1);
        Files.writeString(file(200), "damaged");
        assertThat(Objects.requireNonNull(checkpoints.latest().checkpoint()).step())
                .isEqualTo(100);
        checkpoints.save(checkpoint(150), -1);
        assertThat(names()).containsExactly("step-00000150.safetensors");
        assertThat(checkpoints.latest().skipped()).isEmpty();
    }

    @Test
    void aFailedSaveDeletesNothing() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder(), 1);
        checkpoints.save(checkpoint(1), -1);
        Files.createDirectories(file(2).resolve("in the way"));
        assertThatThrownBy(() -> checkpoints.save(checkpoint(2), -1)).isInstanceOf(FileException.class);
        assertThat(Checkpoint.read(file(1))).isEqualTo(checkpoint(1));
    }

    @Test
    void aFileOfAnotherFormatIsRefused() throws IOException {
        Files.createDirectories(folder());
        SafeTensors.write(file(1), Map.of("format_version", "9", "step", "1", "state", "{}"), List.of());
        assertThatThrownBy(() -> Checkpoint.read(file(1))).hasMessageContaining("is of format 9");
        SafeTensors.write(file(1), Map.of("format_version", "1", "step", "one", "state", "{}"), List.of());
        assertThatThrownBy(() -> Checkpoint.read(file(1))).hasMessageContaining("is not a checkpoint");
    }

    @Test
    void noneAtAllIsNoError() {
        assertThat(new Checkpoints(folder(), 1).latest()).isEqualTo(new Checkpoints.Latest(null, List.of()));
        assertThatThrownBy(() -> new Checkpoints(folder(), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
