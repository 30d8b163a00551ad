package dev.unroll.tasks.tag;

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

class TagTaskTest extends TaskContract {
    /** "can" is a noun or a verb by the word before it; the other words have one tag each. */
    static List<Sentence> sentences() {
        List<Sentence> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<String> words = i % 2 == 0
                    ? List.of("the", "can", "of", "Tin" + i, "fell")
                    : List.of("we", "can", "open", "the", "box" + i, "today");
            List<String> tags = i % 2 == 0
                    ? List.of("DET", "NOUN", "ADP", "NOUN", "VERB")
                    : List.of("PRON", "VERB", "VERB", "DET", "NOUN", "ADV");
            all.add(sentence(words, tags));
        }
        return all;
    }

    private static Sentence sentence(List<String> words, List<String> tags) {
        return new Sentence(words, tags, "book", Collections.nCopies(words.size(), 1));
    }

    private static TagTask task(List<Sentence> held) {
        return new TagTask(sentences(), held, "book", Column.UPOS);
    }

    @Override
    protected Task task() {
        return task(List.of());
    }

    @Override
    protected JsonObject small() {
        return TagTask.RECIPE.settings(
                new Architecture(Cell.library("gru"), 10, 1, true, 6, 4, true, Noise.NONE),
                new TagSettings(10, 1, 0.5, "", TagSettings.standard().updates(), 0.2, 1));
    }

    @ParameterizedTest
    @CsvSource({"4, true, true", "4, false, true", "4, false, false", "0, true, true", "0, false, true"})
    void everyKindLearnsAndCountsItsParameters(int spelling, boolean crf, boolean bidirectional) {
        JsonObject settings = Settings.with(small(), "model.spelling", spelling);
        settings = Settings.with(settings, "model.crf", crf);
        settings = Settings.with(settings, "model.bidirectional", bidirectional);
        settings = Settings.with(settings, "training.learning_rate", 0.02);
        try (Engine engine = Engine.start(2)) {
            TagTraining training = task(List.of()).training(engine, settings);
            assertThat(task().parameters(settings)).isEqualTo(training.model().parameterCount());
            for (int step = 0; step < 100; step++) {
                training.step(step);
            }
            assertThat(training.validate().orElseThrow()).isLessThan(0.1);
            TagReport report = TagReport.of(training.model(), sentences());
            assertThat(report.accuracy().value()).isGreaterThan(0.98);
            // the same word has two tags, and in training the noun came first
            assertThat(report.baseline()).isBetween(0.5, 0.95);
            assertThat(report.loss()).isLessThan(0.1);
        }
    }

    /** However sentences are put together in batches, and in whatever order: each has its own answer. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void answersDoNotDependOnTheOthers(boolean crf) {
        List<Sentence> all = List.of(
                sentence(List.of("we", "can"), List.of()),
                sentence(List.of("never-seen-before-in-any-text-of-this-world"), List.of()),
                sentence(List.of("the", "can", "of", "the", "box7", "can", "fell", "today"), List.of()),
                sentence(List.of("ω", "\uD83D\uDE00"), List.of()));
        try (Engine engine = Engine.start(2)) {
            Tagger model = task(List.of())
                    .training(engine, Settings.with(small(), "model.crf", crf))
                    .model();
            List<Tagger.Answer> together = model.answers(all);
            for (int i = 0; i < all.size(); i++) {
                Tagger.Answer alone = model.answers(List.of(all.get(i))).getFirst();
                assertThat(alone.tags()).containsExactly(together.get(i).tags());
                assertThat(alone.probabilities())
                        .containsExactly(together.get(i).probabilities(), org.assertj.core.data.Offset.offset(1e-6f));
            }
            assertThat(model.answers(List.of())).isEmpty();
        }
    }

    /** Capitals are told apart by the spelling alone, and where spellings are not read they are not. */
    @Test
    void spellingsAreReadAsTheyAreAndWordsInLowerCase() {
        List<Sentence> same =
                List.of(sentence(List.of("the", "box1"), List.of()), sentence(List.of("The", "BOX1"), List.of()));
        try (Engine engine = Engine.start(1)) {
            for (int spelling : new int[] {0, 4}) {
                Tagger model = task(List.of())
                        .training(engine, Settings.with(small(), "model.spelling", spelling))
                        .model();
                List<Tagger.Answer> answers = model.answers(same);
                assertThat(Arrays.equals(
                                answers.get(0).probabilities(), answers.get(1).probabilities()))
                        .isEqualTo(spelling == 0);
            }
        }
    }

    /** Words that come once are sometimes read as unknown; else the vector of unknown words would never be trained. */
    @Test
    void wordsThatComeOnceAreForgottenNowAndThen() {
        for (double dropout : new double[] {0, 0.5}) {
            try (Engine engine = Engine.start(1)) {
                TagTraining training =
                        task(List.of()).training(engine, Settings.with(small(), "training.word_dropout", dropout));
                float[] before = unknown(training);
                for (int step = 0; step < 3; step++) {
                    training.step(step);
                }
                assertThat(Arrays.equals(unknown(training), before)).isEqualTo(dropout == 0);
            }
        }
    }

    private static float[] unknown(TagTraining training) {
        return Arrays.copyOf(training.model().state().get("embedding.weight").data(), 6);
    }

    @Test
    void heldOutAreTheSentencesGivenForThat() {
        List<Sentence> held = sentences().subList(0, 3);
        try (Engine engine = Engine.start(1)) {
            TagTraining training = task(held).training(engine, small());
            assertThat(training.about()).contains("60 sentences to learn and 3 held out", "6 tags", "conditional");
            assertThat(task(List.of()).training(engine, small()).about())
                    .contains("48 sentences to learn and 12 held out");
            JsonObject config = training.config();
            assertThat(TagTask.column(config)).isEqualTo(Column.UPOS);
            task(held).refuseOtherData(config);
            assertThatThrownBy(() -> task(held.subList(1, 3)).refuseOtherData(config))
                    .hasMessageContaining("are not those this run was started with");
        }
    }

    @Test
    void wordsBeginWithGivenVectors(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("v.txt"), "can 1 2 3 4 5 6\nelephant 0 0 0 0 0 0\n");
        try (Engine engine = Engine.start(1)) {
            TagTraining training =
                    task(List.of()).training(engine, Settings.with(small(), "training.vectors", file.toString()));
            assertThat(training.about()).contains("1 of them with given vectors");
            int row = training.model().symbols().word("can");
            float[] all = training.model().state().get("embedding.weight").data();
            assertThat(Arrays.copyOfRange(all, row * 6, row * 6 + 6)).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void refusesWhatItCannotUse() {
        List<Sentence> one = List.of(sentence(List.of("a", "b"), List.of("X", "X")));
        assertThatThrownBy(() -> new TagTask(one, List.of(), "f", Column.UPOS))
                .isInstanceOf(FileException.class)
                .hasMessage("f has 1 tag X; there is nothing to tell apart, so check the column of tags");
        try (Engine engine = Engine.start(1)) {
            Tagger model = task(List.of()).training(engine, small()).model();
            assertThatThrownBy(() -> TagReport.of(model, one))
                    .hasMessage("book, line 1: the model does not know the tag X; it was trained with ADP, ADV, DET,"
                            + " NOUN, PRON, VERB; correct it, or choose another column with --column");
        }
    }
}
