package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.io.Json;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.NamedArray;
import dev.unroll.io.Weights;
import dev.unroll.kernel.Engine;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdatesTest {
    private static final Corpus TEXT = Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(20));
    private final Engine engine = Engine.start(1);

    private LanguageModelTraining training(Updates updates) {
        return new LanguageModelTraining(
                engine,
                TEXT,
                new Architecture(Cell.library("gru"), 8, 1),
                new TrainingSettings(10, 10, 8, 0, updates, 0.1, 1));
    }

    private static Updates sgd(double rate, Schedule schedule, double averaging, int accumulate) {
        return new Updates(UpdateRule.sgd(), rate, schedule, Clip.none(), Decay.NONE, averaging, accumulate);
    }

    @Test
    void areWrittenAndReadAgain() {
        for (Updates updates : List.of(
                Updates.standard(),
                new Updates(
                        UpdateRule.adamw(),
                        0.01,
                        new Schedule.Cosine(10, 1, 0.1),
                        Clip.value(2),
                        new Decay(0.1, 0.2),
                        0.99,
                        3),
                sgd(0.1, new Schedule.Plateau(1, 0.5), 0, 1))) {
            TrainingSettings settings = new TrainingSettings(10, 10, 20, 0, updates, 0.1, 5);
            assertThat(TrainingSettings.fromJson(Json.parse(Json.line(settings.toJson()), "test")))
                    .isEqualTo(settings);
        }
    }

    /** With a rate too small to change anything, every update sees the first weights. */
    @Test
    void accumulationTakesTheMeanOfSeveralBatches() {
        LanguageModelTraining one = training(sgd(1e-30, new Schedule.Constant(), 0, 1));
        LanguageModelTraining three = training(sgd(1e-30, new Schedule.Constant(), 0, 3));
        assertThat(one.stepsPerEpoch()).isEqualTo(9);
        assertThat(three.stepsPerEpoch()).isEqualTo(3);
        for (int update = 0; update < 6; update++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += one.step(3 * update + i).loss();
            }
            assertThat(three.step(update).loss()).isCloseTo(sum / 3, within(1e-12));
        }
        LanguageModelTraining four = training(sgd(1e-30, new Schedule.Constant(), 0, 4));
        assertThat(four.stepsPerEpoch()).isEqualTo(2);
        four.step(0);
        four.step(1);
        assertThat(four.step(2).loss())
                .as("the second epoch begins")
                .isEqualTo(training(sgd(1e-30, new Schedule.Constant(), 0, 4))
                        .step(0)
                        .loss());
        assertThatThrownBy(() -> training(sgd(0.1, new Schedule.Constant(), 0, 10)))
                .hasMessage(
                        "there are 9 batches to train on, but an update needs 10; use more data or smaller batches");
    }

    @Test
    void theAverageIsValidatedAndSavedAndTheWeightsGoOn(@TempDir Path folder) {
        LanguageModelTraining plain = training(sgd(2, new Schedule.Constant(), 0, 1));
        LanguageModelTraining averaged = training(sgd(2, new Schedule.Constant(), 0.9, 1));
        for (int step = 0; step < 30; step++) {
            assertThat(averaged.step(step)).isEqualTo(plain.step(step));
        }
        double last = plain.validate().orElseThrow();
        double average = averaged.validate().orElseThrow();
        assertThat(average).isNotEqualTo(last).isCloseTo(last, within(0.5));
        new ModelFolder(folder).writeWeights(averaged.snapshot().model());
        LanguageModel saved = new LanguageModel(
                engine, averaged.model().architecture(), averaged.model().vocabulary());
        saved.load(Weights.tensors("", new ModelFolder(folder).weights().arrays()));
        TokenStream heldOut = TEXT.split(saved.vocabulary(), 0.1).validation();
        assertThat(Evaluation.of(saved, heldOut).nats()).isEqualTo(average);
        assertThat(averaged.step(30)).as("unchanged by both").isEqualTo(plain.step(30));
    }

    @Test
    void aPlateauIsPartOfWhatIsSaved() {
        Updates updates = sgd(0.1, new Schedule.Plateau(0, 0.5), 0, 1);
        LanguageModelTraining first = training(updates);
        LanguageModelTraining second = training(updates);
        first.validated(1);
        first.validated(2);
        NamedArray rate = first.snapshot().state().getLast();
        assertThat(rate.data()).containsExactly(1, 0, 1);
        second.restore(first.snapshot().state().stream().collect(Collectors.toMap(NamedArray::name, a -> a)), 0);
        assertThat(second.snapshot().state().getLast()).isEqualTo(rate);
    }
}
