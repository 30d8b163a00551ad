package dev.unroll.tasks.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyTextTaskTest extends TaskContract {
    static Items.Texts texts() {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean good = i % 2 == 0;
            texts.add(i + " was a " + (good ? "good film" : "rather bad and long film") + ", they say");
            labels.add(good ? "yes" : "no");
        }
        return new Items.Texts(texts, labels, Collections.nCopies(60, "reviews"));
    }

    @Override
    protected Task task() {
        return new ClassifyTask(texts(), "reviews");
    }

    @Override
    protected JsonObject small() {
        Architecture small = new Architecture(
                Encoder.RNN,
                Cell.library("gru"),
                8,
                1,
                true,
                Pooling.MAX,
                2,
                "2,3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                false,
                50);
        return ClassifyTask.RECIPE.settings(
                small, new ClassifySettings(new ItemSettings(10, 1, "", Updates.standard(), 0.2, 1), false));
    }

    @ParameterizedTest
    @CsvSource({
        "rnn, last",
        "rnn, mean",
        "rnn, attention",
        "cnn, max",
        "transformer, mean",
        "transformer, max",
        "transformer, attention"
    })
    void everyEncoderLearnsAndCountsItsParameters(String encoder, String pooling) {
        JsonObject settings = Settings.with(small(), "model.encoder", encoder);
        settings = Settings.with(settings, "model.pooling", pooling);
        settings = Settings.with(settings, "training.learning_rate", 0.02);
        try (Engine engine = Engine.start(2)) {
            ClassifyTraining training = new ClassifyTask(texts(), "reviews").training(engine, settings);
            assertThat(task().parameters(settings)).isEqualTo(training.model().parameterCount());
            double before = training.validate().orElseThrow();
            for (int step = 0; step < 100; step++) {
                training.step(step);
            }
            assertThat(training.validate().orElseThrow()).isLessThan(0.5 * before);
        }
    }

    /** Attention that only knows distances reads a text and its reverse alike. */
    @Test
    void aTransformerTellsATextFromItsReverse() {
        try (Engine engine = Engine.start(1)) {
            JsonObject settings = Settings.with(small(), "model.encoder", "transformer");
            Classifier model = new ClassifyTask(texts(), "reviews")
                    .training(engine, settings)
                    .model();
            float[][] vectors =
                    model.encoder().vectors(unlabelled(List.of("good film they say", "say they film good")));
            assertThat(Math.abs(vectors[0][0] - vectors[1][0])).isGreaterThan(1e-3f);
        }
    }

    /** Kim (2014): one channel stays as it was given, the other is tuned. */
    @ParameterizedTest
    @CsvSource({"static, rnn", "both, cnn"})
    void staticVectorsStay(String channels, String encoder, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("v.txt"), "film 1 2 3 4 5 6\nelephant 0 0 0 0 0 0\n");
        JsonObject settings =
                Settings.with(Settings.with(small(), "model.channels", channels), "model.encoder", encoder);
        JsonObject given = Settings.with(settings, "training.vectors", file.toString());
        try (Engine engine = Engine.start(1)) {
            ClassifyTask task = new ClassifyTask(texts(), "reviews");
            assertThatThrownBy(() -> task.training(engine, settings)).hasMessageContaining("--vectors");
            ClassifyTraining training = task.training(engine, given);
            assertThat(task.parameters(given)).isEqualTo(training.model().parameterCount());
            float[] before =
                    training.model().state().get("static_embedding.weight").data();
            for (int step = 0; step < 20; step++) {
                training.step(step);
            }
            float[] after =
                    training.model().state().get("static_embedding.weight").data();
            assertThat(after).containsExactly(before);
            int row = training.model().encoder().known().words().number("film");
            assertThat(Arrays.copyOfRange(after, row * 6, row * 6 + 6)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(training.model().state().containsKey("embedding.weight")).isEqualTo(channels.equals("both"));
            if (channels.equals("both")) {
                assertThat(training.model().state().get("embedding.weight").data())
                        .isNotEqualTo(after);
            }
        }
    }

    @Test
    void wordsBeginWithGivenVectors(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("v.txt"), "film 1 2 3 4 5 6\nelephant 0 0 0 0 0 0\n");
        try (Engine engine = Engine.start(1)) {
            ClassifyTask task = new ClassifyTask(texts(), "reviews");
            ClassifyTraining training =
                    task.training(engine, Settings.with(small(), "training.vectors", file.toString()));
            assertThat(training.about()).contains("1 of them with given vectors");
            int row = training.model().encoder().known().words().number("film");
            float[] all = training.model().state().get("embedding.weight").data();
            assertThat(Arrays.copyOfRange(all, row * 6, row * 6 + 6)).containsExactly(1, 2, 3, 4, 5, 6);
            Files.writeString(file, "film 1 2\n");
            assertThatThrownBy(() -> task.training(engine, Settings.with(small(), "training.vectors", file.toString())))
                    .hasMessageContaining("has 2 numbers a word, but the model 6; give --embedding 2");
        }
    }

    /** However items are put together in batches, and in whatever order: each has its own answer. */
    @Test
    void answersDoNotDependOnTheOthers() {
        try (Engine engine = Engine.start(2)) {
            Classifier model = new ClassifyTask(texts(), "reviews")
                    .training(engine, small())
                    .model();
            List<String> all = List.of("a good film", "", "bad", "?!", "they say it was a long and bad and good film");
            float[][] together = model.probabilities(unlabelled(all));
            for (int i = 0; i < all.size(); i++) {
                assertThat(model.probabilities(unlabelled(List.of(all.get(i))))[0])
                        .containsExactly(together[i], org.assertj.core.data.Offset.offset(1e-6f));
            }
        }
    }

    /** What a text is to the model is what its classes are scored by: the same whoever else is there. */
    @Test
    void textsAndWordsHaveVectors() {
        try (Engine engine = Engine.start(2)) {
            Classifier model = new ClassifyTask(texts(), "reviews")
                    .training(engine, small())
                    .model();
            List<String> all = List.of("a good film", "bad", "they say it was a long and bad and good film");
            float[][] vectors = model.encoder().vectors(unlabelled(all));
            assertThat(vectors[1]).hasSize(model.encoder().architecture().pooled());
            assertThat(model.encoder().vectors(unlabelled(List.of("bad")))[0])
                    .containsExactly(vectors[1], org.assertj.core.data.Offset.offset(1e-6f));
            assertThat(model.encoder().words()).contains("good", "film");
            assertThat(model.encoder().wordVectors(3))
                    .hasDimensions(3, model.encoder().architecture().embedding());
        }
    }

    @Test
    void saysHowManyTextsAreCutOff() {
        try (Engine engine = Engine.start(1)) {
            ClassifyTask task = new ClassifyTask(texts(), "reviews");
            assertThat(task.training(engine, small()).about()).doesNotContain("cut off");
            // "0 was a good film , they say" has 8 words, "1 was a rather bad and long film , they say" 11
            JsonObject short8 = Settings.with(small(), "model.longest", 8);
            assertThat(task.training(engine, short8).about()).contains("; 30 of the texts cut off after 8 words");
        }
    }

    /** Nine in ten are of one class, and nothing tells them apart: only what counts as much as the others is said as often. */
    @Test
    void balancedClassesCountAlike() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            labels.add(i % 10 == 0 ? "rare" : "usual");
        }
        Items items = new Items.Texts(Collections.nCopies(60, "the same"), labels, texts().places());
        ClassifyTask task = new ClassifyTask(items, "all");
        try (Engine engine = Engine.start(1)) {
            JsonObject settings = Settings.with(small(), "training.learning_rate", 0.05);
            settings = Settings.with(settings, "training.validation", 0.0);
            assertThat(rare(task.training(engine, settings), items)).isBetween(0.05, 0.15);
            ClassifyTraining balanced = task.training(engine, Settings.with(settings, "training.balanced", true));
            assertThat(balanced.about())
                    .contains("an item of the rarest class counts 5.00, of the most frequent 0.556");
            assertThat(rare(balanced, items)).isBetween(0.4, 0.6);
        }
    }

    /** Probability of the rare class after a training. */
    private static double rare(ClassifyTraining training, Items items) {
        for (int step = 0; step < 60; step++) {
            training.step(step, 0.05 / (1 + step / 10.0));
        }
        return training.model().probabilities(items)[0][0];
    }

    @Test
    void noiseOfARecurrenceIsUsedOrRefused() {
        JsonObject noisy = Settings.with(small(), "model.zoneout", 0.3);
        noisy = Settings.with(noisy, "model.recurrent_dropout", 0.2);
        try (Engine engine = Engine.start(1)) {
            ClassifyTask task = new ClassifyTask(texts(), "reviews");
            double quiet = task.training(engine, small()).step(0).loss();
            assertThat(task.training(engine, noisy).step(0).loss()).isNotEqualTo(quiet);
            JsonObject convolved = Settings.with(noisy, "model.encoder", "cnn");
            assertThatThrownBy(() -> task.training(engine, convolved))
                    .hasMessageContaining("are noise of a recurrence, but the encoder is cnn; leave them out");
        }
    }

    private static Items.Texts unlabelled(List<String> texts) {
        return new Items.Texts(texts, List.of(), Collections.nCopies(texts.size(), "here"));
    }

    @Test
    void aClassWithOneItemIsNeverHeldOut() {
        List<String> labels = new ArrayList<>(texts().labels());
        labels.set(7, "perhaps");
        ClassifyTask task = new ClassifyTask(new Items.Texts(texts().texts(), labels, texts().places()), "reviews");
        try (Engine engine = Engine.start(1)) {
            for (long seed = 1; seed < 20; seed++) {
                ClassifyTraining training = task.training(engine, Settings.with(small(), "training.seed", seed));
                assertThat(training.about()).contains("48 items to learn and 12 held out", "1 of the classes");
                assertThat(training.model().encoder().known().size()).isGreaterThan(0);
            }
        }
    }

    @Test
    void refusesWhatItCannotUse() {
        Items one = new Items.Texts(List.of("a", "b"), List.of("x", "x"), List.of("f, line 1", "f, line 2"));
        assertThatThrownBy(() -> new ClassifyTask(one, "f"))
                .isInstanceOf(FileException.class)
                .hasMessage("f has 1 label x; there is nothing to tell apart, so add items of another class");
        try (Engine engine = Engine.start(1)) {
            Classifier model = new ClassifyTask(texts(), "reviews")
                    .training(engine, small())
                    .model();
            assertThatThrownBy(() -> Report.of(model, one))
                    .hasMessage("f, line 1: the model does not know the label x; it was trained with no, yes;"
                            + " correct it, or leave the row out");
            Items series = new Items.Series(List.of(new float[3]), 1, 0, List.of(), List.of("g, line 9"));
            assertThatThrownBy(() -> model.probabilities(series))
                    .hasMessageContaining("g, line 9: the model was trained on texts, and this is the other");
        }
    }
}
