package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How one sequence looks at another: every kind of attention. */
class CrossAttentionTest {
    private static final CounterRandom RANDOM = new CounterRandom(1, 1);
    private static final int[] LENGTHS = {4, 2};

    private final TapeCheck check = new TapeCheck();
    private final Engine engine = check.engine();

    /** Queries are 4 wide, what they look at 6; of several heads both are 6. */
    private static List<CrossAttention> all() {
        BahdanauAttention bahdanau = new BahdanauAttention(4, 6, 3);
        bahdanau.initialise(1, "");
        LuongAttention luong = new LuongAttention(4, 6);
        luong.initialise(1, "");
        return List.of(bahdanau, luong);
    }

    private static MultiHeadCrossAttention heads() {
        MultiHeadCrossAttention heads = new MultiHeadCrossAttention(6, 2);
        heads.initialise(1, "", new Init.Normal(0.5), new Init.Normal(0.5));
        return heads;
    }

    @Test
    void gradients() {
        for (CrossAttention a : all()) {
            gradients(a, check.parameter(3 * 2, 4));
        }
        gradients(heads(), check.parameter(3 * 2, 6));
    }

    private void gradients(CrossAttention a, Tensor queries) {
        Tensor encoded = check.parameter(4 * 2, 6);
        List<Tensor> inputs = new ArrayList<>(a.parameters());
        inputs.add(queries);
        inputs.add(encoded);
        for (Tensor input : inputs) {
            check.check(1e-4, tape -> a.forward(tape, queries, a.remember(tape, encoded, LENGTHS)), input);
        }
    }

    /** The additive scores by their formula, in double. */
    @Test
    void bahdanauIsItsFormula() {
        Tensor q = check.parameter(2, 3);
        Tensor k = check.parameter(3, 3);
        Tensor v = check.parameter(1, 3);
        Tensor values = check.parameter(3, 2);
        AdditiveAttention attention = new AdditiveAttention(new int[] {2});
        float[] y = Tape.inference(engine).apply(attention, q, k, v, values).data();
        for (int i = 0; i < 2; i++) {
            double[] e = new double[2];
            for (int j = 0; j < 2; j++) {
                for (int c = 0; c < 3; c++) {
                    e[j] += v.data()[c] * Math.tanh(q.data()[i * 3 + c] + k.data()[j * 3 + c]);
                }
            }
            double first = 1 / (1 + Math.exp(e[1] - e[0]));
            for (int c = 0; c < 2; c++) {
                double expected = first * values.data()[c] + (1 - first) * values.data()[2 + c];
                assertThat((double) y[i * 2 + c]).isCloseTo(expected, offset(1e-6));
            }
            assertThat((double) attention.weights()[i * 3]).isCloseTo(first, offset(1e-6));
            assertThat(attention.weights()[i * 3 + 2]).isZero();
        }
    }

    /** What lies past a sequence's end has no part in anything, and what is looked at sums to 1. */
    @Test
    void paddingChangesNothing() {
        for (CrossAttention a : all()) {
            padding(a, check.parameter(3 * 2, 4));
        }
        padding(heads(), check.parameter(3 * 2, 6));
    }

    private void padding(CrossAttention a, Tensor queries) {
        Tensor encoded = check.parameter(4 * 2, 6);
        Tape tape = Tape.inference(engine);
        CrossAttention.Memory memory = a.remember(tape, encoded, LENGTHS);
        float[] before = a.forward(tape, queries, memory).data().clone();
        float[] weights = a.weights(tape, queries, memory);
        assertThat(weights).hasSize(2 * 3 * 4);
        for (int row = 0; row < 6; row++) {
            double sum = IntStream.range(row * 4, row * 4 + 4)
                    .mapToDouble(i -> weights[i])
                    .sum();
            assertThat(sum).isCloseTo(1, offset(1e-6));
            if (row >= 3) {
                assertThat(weights[row * 4 + 2] + weights[row * 4 + 3]).isZero();
            }
        }
        Arrays.fill(encoded.data(), (2 * 2 + 1) * 6, 3 * 2 * 6, 7);
        Arrays.fill(encoded.data(), (3 * 2 + 1) * 6, 4 * 2 * 6, -3);
        assertThat(a.forward(tape, queries, a.remember(tape, encoded, LENGTHS)).data())
                .containsExactly(before, offset(1e-6f));
        CrossAttention.Memory twice = a.remember(tape, encoded, LENGTHS).repeated(2);
        int width = queries.size(1);
        float[] doubled = new float[queries.size() * 2];
        for (int row = 0; row < 12; row++) {
            System.arraycopy(queries.data(), row / 2 * width, doubled, row * width, width);
        }
        float[] y = a.forward(tape, Tensor.of(doubled, 12, width), twice).data();
        for (int row = 0; row < 12; row++) {
            assertThat(Arrays.copyOfRange(y, row * 6, row * 6 + 6))
                    .containsExactly(Arrays.copyOfRange(before, row / 2 * 6, row / 2 * 6 + 6), offset(1e-6f));
        }
    }

    @Test
    void threadsChangeNoBit() {
        Tensor queries = check.parameter(3 * 2, 4);
        Tensor encoded = check.parameter(4 * 2, 6);
        for (CrossAttention a : all()) {
            float[][] gradients = new float[2][];
            for (int threads = 1; threads <= 2; threads++) {
                try (Engine own = Engine.of(new ScalarKernels(), threads)) {
                    encoded.clearGradient();
                    Tape tape = new Tape(own);
                    tape.backward(tape.sum(a.forward(tape, queries, a.remember(tape, encoded, LENGTHS))));
                    gradients[threads - 1] = encoded.gradient().clone();
                }
            }
            assertThat(gradients[1]).isEqualTo(gradients[0]);
        }
    }

    private Transformer decoder() {
        Transformer t = Transformer.decoder(8, 2, 2, 0);
        t.initialise(1, "");
        // larger than they start, so that heads do not all see the mean
        t.parameters().stream().filter(p -> p.rank() == 2).forEach(p -> {
            for (int i = 0; i < p.size(); i++) {
                p.data()[i] *= 10;
            }
        });
        return t;
    }

    @Test
    void decoderGradients() {
        Transformer t = decoder();
        Tensor x = check.parameter(3 * 2, 8);
        Tensor encoded = check.parameter(4 * 2, 8);
        List<Tensor> inputs = new ArrayList<>(t.parameters());
        inputs.add(encoded);
        Tensor[] some = inputs.toArray(Tensor[]::new);
        check.check(
                2e-4, tape -> t.forward(tape, x, new int[] {3, 3}, t.remember(tape, encoded, LENGTHS), RANDOM), some);
    }

    /** One step at a time is the whole; after sequences have changed places, too. */
    @Test
    void stepByStepIsTheWhole() {
        Transformer t = decoder();
        Tensor x = check.parameter(5 * 2, 8);
        Tensor one = check.parameter(4, 8);
        Tensor encoded = Tensor.of(new float[64], 8, 8);
        for (int row = 0; row < 8; row++) { // both look at the same
            System.arraycopy(one.data(), row / 2 * 8, encoded.data(), row * 8, 8);
        }
        Tape tape = Tape.inference(engine);
        List<CrossAttention.Memory> memories = t.remember(tape, encoded, 4, 4);
        float[] whole = t.forward(tape, x, new int[] {5, 5}, memories, RANDOM).data();
        TransformerStream stream = t.stream(2, 5, memories);
        for (int step = 0; step < 5; step++) {
            boolean turned = step >= 3;
            if (step == 3) {
                stream.reorder(1, 0);
            }
            float[] row = new float[16];
            for (int b = 0; b < 2; b++) {
                System.arraycopy(x.data(), (step * 2 + (turned ? 1 - b : b)) * 8, row, b * 8, 8);
            }
            float[] y = stream.step(tape, Tensor.of(row, 2, 8)).data();
            for (int b = 0; b < 2; b++) {
                int at = (step * 2 + (turned ? 1 - b : b)) * 8;
                assertThat(Arrays.copyOfRange(y, b * 8, b * 8 + 8))
                        .as("step %d", step)
                        .containsExactly(Arrays.copyOfRange(whole, at, at + 8), offset(2e-5f));
            }
        }
    }

    @Test
    void wavesTellPlaces() {
        Tensor zero = Tensor.of(new float[3 * 2 * 4], 6, 4);
        float[] y = Positions.add(Tape.inference(engine), zero, 2, 1).data();
        assertThat(y[8]).isEqualTo((float) Math.sin(2));
        assertThat(y[9]).isEqualTo((float) Math.cos(2));
        assertThat(y[14]).isEqualTo((float) Math.sin(0.02));
        assertThat(Arrays.copyOfRange(y, 12, 16)).isEqualTo(Arrays.copyOfRange(y, 8, 12));
    }

    @Test
    void refusesWhatDoesNotFit() {
        CrossAttention a = all().getFirst();
        Tape tape = Tape.inference(engine);
        Tensor encoded = check.parameter(8, 6);
        assertThatThrownBy(() -> a.forward(tape, check.parameter(2, 4), a.remember(tape, encoded, 5, 1)))
                .hasMessage("attention: lengths [5, 1] must be 1 to 4");
        assertThatThrownBy(() -> a.forward(tape, check.parameter(3, 4), a.remember(tape, encoded, 4, 1)))
                .hasMessageContaining("expected steps of 2 sequences");
        assertThatThrownBy(() -> new Transformer(8, 1, 2, 0, true).remember(tape, encoded, 4, 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("look at no other sequence");
    }
}
