package dev.unroll.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final int PER_EPOCH = 10;

    /** Epochs of 10 updates; what is expected is worked out by hand. */
    @ParameterizedTest
    @CsvSource({
        "constant, 0, 1",
        "constant, 1000, 1",
        "step:3:0.1, 0, 1",
        "step:3:0.1, 29, 1",
        "step:3:0.1, 30, 0.1",
        "step:3:0.1, 60, 0.01",
        "exponential:0.5, 0, 1",
        "exponential:0.5, 5, 0.70710678",
        "exponential:0.5, 20, 0.25",
        // char-rnn: after update i, if i is a multiple of an epoch's and i / PER_EPOCH >= 2, times 0.97
        "after:2:0.97, 0, 1",
        "after:2:0.97, 19, 1",
        "after:2:0.97, 20, 0.97",
        "after:2:0.97, 29, 0.97",
        "after:2:0.97, 30, 0.9409",
        "cosine:4, 0, 1",
        "cosine:4, 20, 0.5",
        "cosine:4, 40, 0",
        "cosine:4, 1000, 0",
        "cosine:5:1:0.2, 0, 0.1",
        "cosine:5:1:0.2, 4, 0.5",
        "cosine:5:1:0.2, 9, 1",
        "cosine:5:1:0.2, 10, 1",
        "cosine:5:1:0.2, 30, 0.6",
        "cosine:5:1:0.2, 50, 0.2"
    })
    void isWhatItSays(String schedule, long step, double factor) {
        LearningRate rate = new LearningRate(2, Schedule.parse(schedule), PER_EPOCH);
        assertThat(rate.at(step)).isCloseTo(2 * factor, within(1e-8));
    }

    @Test
    void aPlateauLowersTheRateOncePatienceIsOver() {
        LearningRate rate = new LearningRate(1, Schedule.parse("plateau:1:0.5"), PER_EPOCH);
        double[] losses = {3, 2, 2.5, 1.9, 1.9, 1.95, 1.9, 1.9, 1.8, 1.7};
        double[] expected = {1, 1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25};
        for (int i = 0; i < losses.length; i++) {
            if (i == 5) { // stopped and resumed in the middle of waiting
                float[] memory = rate.memory();
                rate = new LearningRate(1, Schedule.parse("plateau:1:0.5"), PER_EPOCH);
                rate.restore(memory);
            }
            rate.validated(losses[i]);
            assertThat(rate.at(i)).as("after validation %d", i).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant",
                "step:3:0.1",
                "exponential:0.9",
                "after:10:0.97",
                "cosine:10.0:0.5:0.1",
                "plateau:2:0.5"
            })
    void isPrintedAsItIsRead(String text) {
        assertThat(Schedule.parse(text).print()).isEqualTo(text);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> Schedule.parse("cosin:3"))
                .hasMessageStartingWith("unknown schedule cosin; there are constant, step:EVERY:FACTOR, ")
                .hasMessageEndingWith("; did you mean cosine?");
        for (String text : new String[] {"cosine", "cosine:1:0:0:0", "cosine:x", "cosine:"}) {
            assertThatThrownBy(() -> Schedule.parse(text))
                    .hasMessage("the schedule " + text + " is not of the form cosine:EPOCHS[:WARMUP[:FLOOR]]");
        }
        assertThatThrownBy(() -> Schedule.parse("step:1.5:0.1"))
                .hasMessage("the schedule step:1.5:0.1 needs a whole number in place of 1.5");
        assertThatThrownBy(() -> Schedule.parse("step:0:0.1"))
                .hasMessage("the number of epochs must be at least 1, got 0");
        assertThatThrownBy(() -> Schedule.parse("exponential:1.1"))
                .hasMessage("the factor must be above 0 and at most 1, got 1.1");
        assertThatThrownBy(() -> Schedule.parse("cosine:2:3"))
                .hasMessage("the warm-up must be at least 0 and shorter than the whole, got 3.0");
        assertThatThrownBy(() -> Schedule.parse("cosine:NaN"))
                .hasMessage("the number of epochs must be above 0, got NaN");
        assertThatThrownBy(() -> Schedule.parse("after:0:0.5")).hasMessage("the epoch must be at least 1, got 0");
        assertThatThrownBy(() -> Schedule.parse("plateau:-1:0.5"))
                .hasMessage("the patience must be at least 0, got -1");
    }
}
