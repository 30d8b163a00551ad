package dev.unroll.tasks.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.JsonObject;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedTextTaskTest extends TaskContract {
    /** Words of two to four letters, labelled by the first. */
    static Items.Texts words() {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            StringBuilder word = new StringBuilder();
            for (int t = 0; t < 2 + i % 3; t++) {
                word.append((char) ('a' + (i / (1 << 2 * t) + t) % 4));
            }
            texts.add(word.toString());
            labels.add(word.substring(0, 1));
        }
        return new Items.Texts(texts, labels, Collections.nCopies(48, "words"));
    }

    @Override
    protected Task task() {
        return new EmbedTask(words(), "words");
    }

    @Override
    protected JsonObject small() {
        Architecture encoder = new Architecture(
                Encoder.RNN,
                Cell.library("lstm"),
                16,
                1,
                true,
                Pooling.LAST,
                2,
                "2,3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                true,
                50);
        return EmbedTask.RECIPE.settings(
                new EmbedArchitecture(encoder, 10), new ItemSettings(8, 1, "", Updates.standard(), 0.2, 1));
    }

    /** What it writes word by word is what it was taught with all words before known; items beside it change nothing. */
    @ParameterizedTest
    @CsvSource({"rnn, last, 1", "rnn, attention, 2", "cnn, max, 1", "transformer, mean, 1"})
    void writesWhatItHasLearned(String encoder, String pooling, int layers) {
        JsonObject settings = Settings.with(small(), "model.encoder", encoder);
        settings = Settings.with(settings, "model.pooling", pooling);
        settings = Settings.with(settings, "model.layers", layers);
        settings = Settings.with(settings, "training.learning_rate", 0.01);
        try (Engine engine = Engine.start(2)) {
            EmbedTask task = new EmbedTask(words().some(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), "words");
            assertThat(task.parameters(settings))
                    .isEqualTo(task.training(engine, settings).model().parameterCount());
            EmbedTraining training = task.handful(engine, settings, 10);
            double loss = 1;
            for (int step = 0; step < 1500 && loss > 0.02; step++) {
                loss = training.step(step).loss();
            }
            Autoencoder model = training.model();
            assertThat(model.written(task.items())).isEqualTo(((Items.Texts) task.items()).texts());
            EmbedReport report = EmbedReport.of(model, task.items());
            assertThat(report.figures().get("exact").value()).isEqualTo(1);
            assertThat(report.figures().get("symbols").value()).isEqualTo(1);
            assertThat(report.figures().get("usual").value()).isBetween(0.2, 0.6);
            assertThat(report.loss()).isLessThan(0.05);
            float[][] together = model.vectors(task.items());
            assertThat(together[3]).hasSize(10);
            assertThat(model.vectors(task.items().some(3))[0]).containsExactly(together[3], Offset.offset(1e-5f));
        }
    }

    @Test
    void neighboursAreOthers() {
        try (Engine engine = Engine.start(1)) {
            Autoencoder model =
                    new EmbedTask(words(), "words").training(engine, small()).model();
            Items twice = new Items.Texts(
                    List.of("abc", "ddd", "abc", "ddd"), List.of("x", "y", "x", "z"), Collections.nCopies(4, "twice"));
            Neighbours own = Neighbours.of(model, twice);
            assertThat(own.nearest()).containsExactly(2, 3, 0, 1);
            assertThat(own.accuracy().value()).isEqualTo(0.5);
            assertThat(own.usual().value()).isEqualTo(0.5);
            assertThat(Neighbours.of(model, twice, twice.some(0, 1)).nearest()).containsExactly(0, 1, 0, 1);
        }
    }
}
