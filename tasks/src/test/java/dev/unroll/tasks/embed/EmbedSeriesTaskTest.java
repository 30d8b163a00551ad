package dev.unroll.tasks.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.Channels;
import dev.unroll.tasks.items.Encoder;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Pooling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbedSeriesTaskTest extends TaskContract {
    /** Waves of two dimensions, of unequal height and length, about 1000. */
    private static Items.Series waves() {
        CounterRandom random = new CounterRandom(1, 1);
        List<float[]> tables = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] table = new float[2 * (6 + i % 3)];
            float height = 1 + i % 4;
            for (int t = 0; t < table.length / 2; t++) {
                table[2 * t] = height * (float) Math.sin(0.8 * t) + 0.05f * random.normal(100 * i + t);
                table[2 * t + 1] = 1000 - height * (float) Math.cos(0.8 * t);
            }
            tables.add(table);
        }
        return new Items.Series(tables, 2, 0, List.of(), Collections.nCopies(40, "waves"));
    }

    @Override
    protected Task task() {
        return new EmbedTask(waves(), "waves");
    }

    @Override
    protected JsonObject small() {
        Architecture encoder = new Architecture(
                Encoder.RNN,
                Cell.library("gru"),
                16,
                1,
                false,
                Pooling.LAST,
                2,
                "3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                false,
                50);
        return EmbedTask.RECIPE.settings(
                new EmbedArchitecture(encoder, 8), new ItemSettings(20, 1, "", Updates.standard(), 0.2, 1));
    }

    @Test
    void writesSeriesInTheirOwnUnit() {
        JsonObject settings = Settings.with(small(), "training.learning_rate", 0.01);
        try (Engine engine = Engine.start(2)) {
            EmbedTraining training = new EmbedTask(waves(), "waves").training(engine, settings);
            for (int step = 0; step < 300; step++) {
                training.step(step);
            }
            EmbedReport report = EmbedReport.of(training.model(), waves());
            assertThat(report.figures().get("mean_mse").value()).isCloseTo(1, within(0.1));
            assertThat(report.figures().get("mse").value()).isLessThan(0.1);
            String[] dimensions = report.written().get(7).split(":");
            assertThat(dimensions).hasSize(2);
            String[] second = dimensions[1].split(",");
            assertThat(second).hasSize(7);
            float[] right = waves().tables().get(7);
            for (int t = 0; t < second.length; t++) {
                assertThat(Float.parseFloat(second[t])).isCloseTo(right[2 * t + 1], within(1.5f));
            }
        }
    }
}
