package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** {@code --tensorboard} and {@code --histograms}, read back by TensorFlow's own classes. */
class TensorBoardTest {
    @TempDir
    private Path folder = Path.of("");

    private Program.Result train(KeptRun run, Object... more) {
        return Program.here(Stream.concat(
                        Stream.of(
                                "train",
                                "lm",
                                Program.text(),
                                "--out",
                                run.folder(),
                                "--hidden",
                                8,
                                "--layers",
                                1,
                                "--batch",
                                4,
                                "--save-every",
                                10),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void tellsWhatTheMetricsTell() throws IOException {
        KeptRun run = new KeptRun(folder.resolve("run"));
        Program.Result result = train(run, "--steps", 40, "--tensorboard", "--histograms", 20);
        assertThat(result.code()).as(result.err()).isZero();

        List<Event> events = events(run);
        assertThat(events.getFirst().getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(scalars(events, "train/loss")).isEqualTo(metrics(run, "step", "loss"));
        assertThat(scalars(events, "train/gradient_norm")).isEqualTo(metrics(run, "step", "gradient_norm"));
        assertThat(scalars(events, "validation/loss")).isNotEmpty().isEqualTo(metrics(run, "validation", "val_loss"));

        float[] weights = SafeTensors.open(run.checkpoint(40))
                .array("model.decoder.weight")
                .data();
        HistogramProto histogram = histogram(events, 40, "weights/decoder.weight");
        assertThat(histogram.getNum()).isEqualTo(weights.length);
        assertThat(histogram.getMin()).isEqualTo(min(weights));
        assertThat(histogram.getMax()).isEqualTo(max(weights));
        assertThat(histogram.getBucketLimitList()).isSorted();
        for (int b = 0, below = 0; b < histogram.getBucketCount(); b++) {
            below += (int) histogram.getBucket(b);
            double limit = histogram.getBucketLimit(b);
            int counted = 0;
            for (float w : weights) {
                counted += w <= limit ? 1 : 0;
            }
            assertThat(below).isCloseTo(counted, within(1)); // a weight may lie on the bound
        }

        JsonObject line = lines(run, "tensors").getLast();
        assertThat(line.getLong("step")).isEqualTo(40);
        JsonObject decoder = line.getObject("tensors").getObject("decoder.weight");
        assertThat(decoder.getObject("weight").getDouble("max")).isCloseTo(histogram.getMax(), withinPercentage(0.1));
        assertThat(Arrays.stream(decoder.getObject("gradient").getDoubles("counts"))
                        .sum())
                .isEqualTo(weights.length);
        double squares = line.getObject("tensors").keys().stream()
                .mapToDouble(name -> line.getObject("tensors")
                        .getObject(name)
                        .getObject("gradient")
                        .getDouble("norm"))
                .map(norm -> norm * norm)
                .sum();
        assertThat(Math.sqrt(squares))
                .isCloseTo(metrics(run, "step", "gradient_norm").get(40L), withinPercentage(0.2));
    }

    @Test
    void aResumedRunForgetsWhatWasNotKept() throws Exception {
        KeptRun run = new KeptRun(folder.resolve("run"));
        assertThat(train(run, "--steps", 27, "--tensorboard").code()).isZero();
        Files.delete(run.checkpoint(27)); // as if it had been killed after the last one
        try (Stream<Path> files = Files.list(run.folder())) {
            Path events = files.filter(TensorBoardTest::isOne).findAny().orElseThrow();
            byte[] bytes = Files.readAllBytes(events);
            Files.write(events, Arrays.copyOf(bytes, bytes.length - 7)); // in the middle of a record
        }
        Program.Result result = train(run, "--steps", 40, "--resume");
        assertThat(result.code()).as(result.err()).isZero();

        assertThat(scalars(events(run), "train/loss")).hasSize(40).isEqualTo(metrics(run, "step", "loss"));
    }

    @Test
    void nothingIsWrittenUnasked() throws IOException {
        KeptRun run = new KeptRun(folder.resolve("run"));
        assertThat(train(run, "--steps", 5).code()).isZero();
        assertThat(events(run)).isEmpty();
        assertThat(lines(run, "tensors")).isEmpty();
        assertThat(train(run, "--histograms", -1, "--resume").code()).isEqualTo(Main.USAGE);
    }

    private static boolean isOne(Path file) {
        return file.getFileName().toString().startsWith("events.out.tfevents.");
    }

    /** What TensorBoard keeps of a folder: a new session takes the place of all later steps of the ones before. */
    private static List<Event> events(KeptRun run) throws IOException {
        List<Event> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(run.folder())) {
            for (Path file : files.filter(TensorBoardTest::isOne).sorted().toList()) {
                ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
                while (records.remaining() >= 12) {
                    byte[] length = new byte[8];
                    records.get(length);
                    assertThat(records.getInt()).isEqualTo(masked(length));
                    int bytes = (int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong();
                    if (records.remaining() < bytes + 4) {
                        break;
                    }
                    byte[] data = new byte[bytes];
                    records.get(data);
                    assertThat(records.getInt()).isEqualTo(masked(data));
                    Event event = Event.parseFrom(data);
                    if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
                        all.removeIf(e -> e.getStep() >= event.getStep());
                    }
                    all.add(event);
                }
            }
        }
        return all;
    }

    /** As TensorFlow's {@code crc32c::Mask} has it. */
    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        long value = crc.getValue();
        return (int) (((value >>> 15) | (value << 17)) + 0xa282ead8L);
    }

    private static Stream<Summary.Value> values(Event event, String tag) {
        return event.getSummary().getValueList().stream().filter(v -> v.getTag().equals(tag));
    }

    private static Map<Long, Double> scalars(List<Event> events, String tag) {
        Map<Long, Double> scalars = new TreeMap<>();
        for (Event event : events) {
            values(event, tag)
                    .forEach(v -> assertThat(scalars.put(event.getStep(), (double) v.getSimpleValue()))
                            .isNull());
        }
        return scalars;
    }

    private static HistogramProto histogram(List<Event> events, long step, String tag) {
        return events.stream()
                .filter(e -> e.getStep() == step)
                .flatMap(e -> values(e, tag))
                .findAny()
                .orElseThrow()
                .getHisto();
    }

    private static List<JsonObject> lines(KeptRun run, String event) {
        return Program.read(run.folder().resolve("metrics.jsonl"))
                .lines()
                .map(line -> Json.parse(line, "metrics.jsonl"))
                .filter(line -> line.getString("event").equals(event))
                .toList();
    }

    private static Map<Long, Double> metrics(KeptRun run, String event, String key) {
        return lines(run, event).stream()
                .collect(Collectors.toMap(
                        line -> line.getLong("step"),
                        line -> (double) (float) line.getDouble(key),
                        (a, b) -> b,
                        TreeMap::new));
    }

    private static float min(float[] values) {
        float min = values[0];
        for (float v : values) {
            min = Math.min(min, v);
        }
        return min;
    }

    private static float max(float[] values) {
        float max = values[0];
        for (float v : values) {
            max = Math.max(max, v);
        }
        return max;
    }
}
