package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.MemoryTask.Examples;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTaskTest {
    private static final CounterRandom SUPPLY = CounterRandom.named(1, "supply");

    private final Engine engine = Engine.start(1);

    private double loss(Examples examples, float[] outputs, int width) {
        Tensor y = Tensor.of(outputs.clone(), outputs.length / width, width);
        return examples.loss().of(Tape.inference(engine), y).item();
    }

    @Test
    void addingShowsTwoMarksAndWantsTheSum() {
        int count = 50;
        MemoryTask task = MemoryTask.of("adding", 11);
        Examples examples = task.examples(SUPPLY, 0, count);
        float[] x = examples.x().data();
        float[] sums = new float[count];
        for (int b = 0; b < count; b++) {
            int early = 0;
            int late = 0;
            for (int t = 0; t < 11; t++) {
                float value = x[(t * count + b) * 2];
                float mark = x[(t * count + b) * 2 + 1];
                assertThat(value).isBetween(0f, 1f);
                early += t < 5 && mark == 1 ? 1 : 0;
                late += t >= 5 && mark == 1 ? 1 : 0;
                sums[b] += mark * value;
            }
            assertThat(early).isEqualTo(1);
            assertThat(late).isEqualTo(1);
        }
        assertThat(loss(examples, sums, 1)).isZero();
        sums[7] += 0.5f;
        assertThat(loss(examples, sums, 1)).isCloseTo(0.25 / count, within(1e-7));
    }

    @Test
    void copyWantsTheSymbolsAfterTheLag() {
        int count = 3;
        MemoryTask task = MemoryTask.of("copy", 6);
        assertThat(task.steps()).isEqualTo(10);
        Examples examples = task.examples(SUPPLY, 0, count);
        float[] x = examples.x().data();
        float[] right = new float[4 * count * 8];
        for (int b = 0; b < count; b++) {
            for (int t = 0; t < 10; t++) {
                int shown = -1;
                for (int i = 0; i < 10; i++) {
                    if (x[(t * count + b) * 10 + i] == 1) {
                        assertThat(shown).isEqualTo(-1);
                        shown = i;
                    }
                }
                if (t < 4) {
                    assertThat(shown).isBetween(0, 7);
                    right[(t * count + b) * 8 + shown] = 40;
                } else {
                    assertThat(shown).isEqualTo(t < 6 ? 8 : 9);
                }
            }
        }
        assertThat(loss(examples, right, 8)).isLessThan(1e-9);
        // The last answer alone.
        assertThat(loss(examples, Arrays.copyOfRange(right, 3 * count * 8, right.length), 8))
                .isLessThan(1e-9);
        assertThat(loss(examples, new float[right.length], 8)).isCloseTo(task.guess(), within(1e-6));
    }

    @Test
    void whoAlwaysSaysOneHasTheLossOfAGuess() {
        MemoryTask task = MemoryTask.of("adding", 20);
        float[] ones = new float[20_000];
        Arrays.fill(ones, 1);
        // The variance of a sum of two uniform numbers; its own deviation here is 0.0014.
        assertThat(loss(task.examples(SUPPLY, 0, ones.length), ones, 1)).isCloseTo(task.guess(), within(0.006));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adding", "copy"})
    void aSequenceIsTheSameInWhateverBatch(String name) {
        MemoryTask task = MemoryTask.of(name, 7);
        int width = task.inputs();
        float[] all = task.examples(SUPPLY, 0, 10).x().data();
        float[] some = task.examples(SUPPLY, 6, 2).x().data();
        for (int t = 0; t < task.steps(); t++) {
            assertThat(Arrays.copyOfRange(some, t * 2 * width, (t + 1) * 2 * width))
                    .isEqualTo(Arrays.copyOfRange(all, (t * 10 + 6) * width, (t * 10 + 8) * width));
        }
    }

    @Test
    void refusesWhatIsNoTask() {
        assertThatThrownBy(() -> MemoryTask.of("ading", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean adding");
        assertThatThrownBy(() -> MemoryTask.of("adding", 1)).hasMessageContaining("at least 2, got 1");
        assertThatThrownBy(() -> MemoryTask.of("copy", 3)).hasMessageContaining("at least 4, got 3");
    }
}
