package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.Noise;
import dev.unroll.recurrence.Cell;
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

class ClassifySeriesTaskTest extends TaskContract {
    /** Noisy waves, slow and fast, of unequal length. */
    @Override
    protected Task task() {
        CounterRandom random = new CounterRandom(1, 1);
        List<float[]> tables = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] table = new float[2 * (8 + i % 5)];
            for (int t = 0; t < table.length / 2; t++) {
                table[2 * t] = (float) Math.sin((i % 2 == 0 ? 0.5 : 1.5) * t) + 0.1f * random.normal(100 * i + t);
                table[2 * t + 1] = 1000 + random.normal(-100 * i - t);
            }
            tables.add(table);
            labels.add(i % 2 == 0 ? "slow" : "fast");
        }
        return new ClassifyTask(new Items.Series(tables, 2, 0, labels, Collections.nCopies(40, "waves")), "waves");
    }

    @Override
    protected JsonObject small() {
        Architecture small = new Architecture(
                Encoder.RNN,
                Cell.library("lstm"),
                8,
                1,
                false,
                Pooling.MEAN,
                2,
                "3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                false,
                50);
        return ClassifyTask.RECIPE.settings(
                small, new ClassifySettings(new ItemSettings(10, 1, "", Updates.standard(), 0.2, 1), false));
    }
}
