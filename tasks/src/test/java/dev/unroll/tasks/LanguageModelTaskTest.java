package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import org.junit.jupiter.api.Test;

class LanguageModelTaskTest extends TaskContract {
    private static final Corpus TEXT = Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(20));

    @Override
    protected Task task() {
        return new LanguageModelTask(TEXT);
    }

    @Override
    protected JsonObject small() {
        return LanguageModelTask.settings(
                new Architecture(Cell.library("gru"), 24, 1),
                new TrainingSettings(10, 10, 8, 0, Updates.standard(), 0.1, 1));
    }

    @Test
    void aGuessKnowsHowFrequentCharactersAre() {
        assertThat(new LanguageModelTask(Corpus.of("aaab".repeat(9))).guess(small()))
                .isCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), within(1e-12));
    }

    @Test
    void refusesAnotherText() {
        JsonObject other = new LanguageModelTask(Corpus.of("another")).data();
        assertThatThrownBy(() -> task().refuseOtherData(other)).hasMessageContaining("not the one this run");
    }
}
