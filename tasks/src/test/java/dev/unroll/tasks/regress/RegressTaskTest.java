package dev.unroll.tasks.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Objective;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressTaskTest extends TaskContract {
    /** How many of eight letters are an a, from 1000 by tens. */
    static Items.Texts letters() {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int count = i % 2 == 0 ? 1 : 7;
            StringBuilder text = new StringBuilder();
            for (int t = 0; t < 8; t++) {
                text.append((t * 5 + i) % 8 < count ? 'a' : (char) ('b' + (i + t) % 3));
            }
            texts.add(text.toString());
            labels.add(String.valueOf(1000 + 10 * count));
        }
        return new Items.Texts(texts, labels, Collections.nCopies(120, "letters"));
    }

    @Override
    protected Task task() {
        return new RegressTask(letters(), "letters");
    }

    @Override
    protected JsonObject small() {
        return small(new Objective.Squared());
    }

    private static JsonObject small(Objective objective) {
        Architecture encoder = new Architecture(
                Encoder.RNN,
                Cell.library("gru"),
                8,
                1,
                true,
                Pooling.MEAN,
                2,
                "2,3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                true,
                50);
        return RegressTask.RECIPE.settings(
                new RegressArchitecture(encoder, objective), new ItemSettings(10, 1, "", Updates.standard(), 0.2, 1));
    }

    /** Answers are in the numbers' own unit, and count letters. */
    @ParameterizedTest
    @ValueSource(strings = {"squared", "absolute", "huber:0.5", "quantile:0.1,0.5,0.9"})
    void learnsToCount(String loss) {
        JsonObject settings = Settings.with(small(Objective.parse(loss)), "training.learning_rate", 0.02);
        try (Engine engine = Engine.start(2)) {
            RegressTraining training = new RegressTask(letters(), "letters").training(engine, settings);
            Regressor model = training.model();
            for (float[] answers : model.answers(letters())) {
                assertThat(answers).containsOnly(model.targets().restored(0));
            }
            for (int step = 0; step < 150; step++) {
                training.step(step);
            }
            RegressReport report = RegressReport.of(model, letters());
            assertThat(report.figures().get("rmse").value()).isLessThan(6);
            assertThat(report.figures().get("pearson").value()).isGreaterThan(0.95);
            assertThat(report.guessRmse()).isCloseTo(30, within(0.5));
            assertThat(report.outside()).isZero();
        }
    }

    @Test
    void refusesWhatIsNoNumber() {
        Items words = new Items.Texts(List.of("a", "b"), List.of("1.5", "high"), List.of("f, line 2", "f, line 3"));
        assertThatThrownBy(() -> new RegressTask(words, "f"))
                .isInstanceOf(FileException.class)
                .hasMessage("f, line 3: the label is \"high\", not a number that a regression could learn; correct it,"
                        + " leave the row out, or name the column of numbers with --label");
        Items infinite = new Items.Texts(List.of("a"), List.of("1e99"), List.of("f, line 2"));
        assertThatThrownBy(() -> new RegressTask(infinite, "f")).hasMessageContaining("the label is \"1e99\"");
        Items same = new Items.Texts(List.of("a", "b"), List.of("2", "2.0"), List.of("f, line 2", "f, line 3"));
        assertThatThrownBy(() -> new RegressTask(same, "f"))
                .hasMessage("f has the number 2.0 for everything; there is nothing to tell apart, so add items with"
                        + " other numbers");
    }
}
