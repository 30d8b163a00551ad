package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {
    private static final int STEPS = 24;
    private static final int BATCH = 2;
    private static final int HIDDEN = 6;
    private static final CounterRandom NO_DROPOUT = new CounterRandom(0, 0);

    private final Engine engine = Engine.of(new ScalarKernels(), 1);
    private final Tape tape = new Tape(engine);
    private final int[] tokens =
            new SplittableRandom(1).ints(STEPS * BATCH, 0, 5).toArray();
    private final float[] weights = weights();

    private static float[] weights() {
        SplittableRandom random = new SplittableRandom(2);
        float[] weights = new float[STEPS * BATCH * HIDDEN];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return weights;
    }

    private Recurrent stack(String cell) {
        Recurrent stack = new Recurrent(
                engine, Cell.library(cell), Recurrent.tokens(5), HIDDEN, RecurrentOptions.DEFAULT.withLayers(2));
        stack.initialise(1, "");
        return stack;
    }

    private static Map<String, float[]> gradients(Recurrent stack) {
        Map<String, float[]> all = new LinkedHashMap<>();
        stack.export(Tensor::gradient).forEach((name, t) -> all.put(name, t.data()));
        return all;
    }

    /** Adds the gradient of a loss of steps {@code from} to {@code to}, after a run from step {@code begin} on. */
    private void backward(Recurrent stack, Start start, int begin, int from, int to) {
        Sequences in = Sequences.of(Arrays.copyOfRange(tokens, begin * BATCH, to * BATCH), BATCH);
        Tensor out = stack.unroll(tape, in, start).output();
        int[] counted =
                IntStream.range((from - begin) * BATCH, (to - begin) * BATCH).toArray();
        float[] w = Arrays.copyOfRange(weights, from * BATCH * HIDDEN, to * BATCH * HIDDEN);
        Tensor y = tape.gather(out, counted);
        tape.backward(tape.sum(tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(w, y.shape()), y)));
        tape.reset();
    }

    private Map<String, float[]> truncated(Recurrent stack, Truncation truncation) {
        RecurrentState state = stack.zeroState(BATCH);
        for (int n = 0; n < STEPS / truncation.step(); n++) {
            Truncation.Window window = truncation.window(n);
            int to = (int) window.to();
            backward(stack, Start.carried(state, window.carryAfter()), (int) window.from(), to - truncation.step(), to);
        }
        return gradients(stack);
    }

    private static void assertNear(Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach((name, values) -> {
            double size = 0;
            double difference = 0;
            for (int i = 0; i < values.length; i++) {
                size = Math.max(size, Math.abs(values[i]));
                difference = Math.max(difference, Math.abs(values[i] - actual.get(name)[i]));
            }
            assertThat(difference).as(name).isLessThanOrEqualTo(3e-6 * size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {STEPS, STEPS + 5})
    void aReachOfTheWholeSequenceIsFullBackpropagation(int reach) {
        for (String cell : List.of("lstm", "gru")) {
            Recurrent whole = stack(cell);
            backward(whole, Start.FRESH, 0, 0, STEPS);
            assertNear(truncated(stack(cell), new Truncation(4, reach)), gradients(whole));
        }
    }

    /** By the definition: each window from the state that a run over everything has where it begins, held fixed. */
    @ParameterizedTest
    @ValueSource(ints = {4, 6, 8, 11})
    void aShorterReachStopsThere(int reach) {
        Recurrent stack = stack("lstm");
        for (int to = 4; to <= STEPS; to += 4) {
            int from = Math.max(0, to - reach);
            RecurrentState state = stack.zeroState(BATCH);
            if (from > 0) {
                int[] before = Arrays.copyOf(tokens, from * BATCH);
                stack.forward(Tape.inference(engine), before, state, NO_DROPOUT);
            }
            backward(stack, Start.carried(state), from, to - 4, to);
        }
        assertNear(truncated(stack("lstm"), new Truncation(4, reach)), gradients(stack));
        Recurrent whole = stack("lstm");
        backward(whole, Start.FRESH, 0, 0, STEPS);
        assertThat(gradients(stack).get("weight_hh_l0"))
                .isNotEqualTo(gradients(whole).get("weight_hh_l0"));
    }

    @Test
    void windows() {
        assertThat(Truncation.every(5).window(3)).isEqualTo(new Truncation.Window(15, 20, 5));
        Truncation overlapping = new Truncation(2, 5);
        assertThat(overlapping.window(0)).isEqualTo(new Truncation.Window(0, 2, 0));
        assertThat(overlapping.window(1)).isEqualTo(new Truncation.Window(0, 4, 1));
        assertThat(overlapping.window(2)).isEqualTo(new Truncation.Window(1, 6, 2));
        assertThatThrownBy(() -> new Truncation(3, 2)).hasMessageContaining("a reach of 2 and a step of 3");
        assertThatThrownBy(() -> Truncation.every(0)).hasMessageContaining("at least 1");
    }
}
