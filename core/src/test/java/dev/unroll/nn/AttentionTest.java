package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Attention, and the transformer made of it: gradients, masks, and one step at a time. */
class AttentionTest {
    private static final CounterRandom RANDOM = new CounterRandom(1, 1);

    private final TapeCheck check = new TapeCheck();
    private final Engine engine = check.engine();

    private static Attention.Columns at(Tensor table, int from) {
        return new Attention.Columns(table, from);
    }

    @Test
    void gradients() {
        Tensor q = check.parameter(3 * 2, 4);
        Tensor k = check.parameter(5 * 2, 6);
        Tensor v = check.parameter(5 * 2, 4);
        for (boolean causal : new boolean[] {false, true}) {
            var sight = new Attention.Sight(new int[] {5, 3}, causal, causal);
            check.check(tape -> Attention.of(tape, at(q, 0), at(k, 2), at(v, 0), 2, 4, sight), q, k, v);
        }
        Tensor qkv = check.parameter(4 * 2, 12);
        var self = new Attention.Sight(new int[] {4, 2}, true, true);
        check.check(tape -> Attention.of(tape, at(qkv, 0), at(qkv, 4), at(qkv, 8), 2, 4, self), qkv);
    }

    @Test
    void equalScoresGiveTheMeanOfWhatIsSeen() {
        Tensor zero = Tensor.of(new float[8], 4, 2);
        Tensor v = Tensor.of(new float[] {1, 10, 2, 20, 4, 40, 8, 80}, 4, 2);
        Tape tape = Tape.inference(engine);
        var past = new Attention.Sight(new int[] {4}, true, false);
        assertThat(Attention.of(tape, at(zero, 0), at(zero, 0), at(v, 0), 1, 2, past)
                        .data())
                .containsExactly(new float[] {1, 10, 1.5f, 15, 7 / 3f, 70 / 3f, 3.75f, 37.5f}, offset(1e-5f));
        var all = new Attention.Sight(new int[] {2}, false, false);
        assertThat(Attention.of(tape, at(zero, 0), at(zero, 0), at(v, 0), 1, 2, all)
                        .data())
                .containsExactly(1.5f, 15, 1.5f, 15, 1.5f, 15, 1.5f, 15);
    }

    /** Of one head, a step's distance costs 2⁻⁸ and of the second of two heads as much. */
    @Test
    void distanceCosts() {
        Tensor zero = Tensor.of(new float[2], 2, 1);
        Tensor v = Tensor.of(new float[] {1, 0}, 2, 1);
        var sight = new Attention.Sight(new int[] {2}, true, true);
        float[] y = Attention.of(Tape.inference(engine), at(zero, 0), at(zero, 0), at(v, 0), 1, 1, sight)
                .data();
        double far = Math.exp(-1 / 256.0);
        assertThat(y[1]).isEqualTo((float) (far / (1 + far)));
    }

    private Transformer transformer(boolean causal) {
        Transformer t = new Transformer(8, 2, 2, 0, causal);
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
    void transformerGradients() {
        Transformer t = transformer(true);
        Tensor x = check.parameter(3 * 2, 8);
        Tensor[] all = new Tensor[t.parameters().size()];
        t.parameters().toArray(all);
        // a parameter moves only a part of what is summed up and rounded
        check.check(1e-4, tape -> t.forward(tape, x, new int[] {3, 3}, RANDOM), all);
        check.check(tape -> t.forward(tape, x, new int[] {3, 3}, RANDOM), x);
    }

    @Test
    void paddingChangesNothing() {
        Transformer t = transformer(false);
        Tensor x = check.parameter(4 * 2, 8);
        float[] both =
                t.forward(Tape.inference(engine), x, new int[] {4, 2}, RANDOM).data();
        float[] alone = new float[2 * 8];
        for (int step = 0; step < 2; step++) {
            System.arraycopy(x.data(), (step * 2 + 1) * 8, alone, step * 8, 8);
        }
        float[] one = t.forward(Tape.inference(engine), Tensor.of(alone, 2, 8), new int[] {2}, RANDOM)
                .data();
        assertThat(Arrays.copyOfRange(both, 8, 16)).isEqualTo(Arrays.copyOfRange(one, 0, 8));
        assertThat(Arrays.copyOfRange(both, 24, 32)).isEqualTo(Arrays.copyOfRange(one, 8, 16));
    }

    @Test
    void stepByStepIsTheWhole() {
        Transformer t = transformer(true);
        Tensor x = check.parameter(6 * 2, 8);
        float[] whole =
                t.forward(Tape.inference(engine), x, new int[] {6, 6}, RANDOM).data();
        TransformerStream stream = t.stream(2, 6);
        for (int step = 0; step < 6; step++) {
            float[] row = Arrays.copyOfRange(x.data(), step * 16, (step + 1) * 16);
            float[] y =
                    stream.step(Tape.inference(engine), Tensor.of(row, 2, 8)).data();
            assertThat(y)
                    .as("step %d", step)
                    .containsExactly(Arrays.copyOfRange(whole, step * 16, (step + 1) * 16), offset(2e-5f));
        }
        stream.step(Tape.inference(engine), Tensor.of(new float[16], 2, 8)); // forgets, and goes on
        assertThatThrownBy(() -> transformer(false).stream(1, 6))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs whole sequences");
    }

    @Test
    void threadsChangeNoBit() {
        Transformer t = transformer(true);
        Tensor x = check.parameter(7 * 5, 8);
        float[][] gradients = new float[2][];
        for (int threads = 1; threads <= 2; threads++) {
            try (Engine own = Engine.of(new ScalarKernels(), threads)) {
                x.clearGradient();
                Tape tape = new Tape(own);
                tape.backward(tape.sum(t.forward(tape, x, new int[] {7, 1, 3, 7, 7}, RANDOM)));
                gradients[threads - 1] = x.gradient().clone();
            }
        }
        assertThat(gradients[1]).isEqualTo(gradients[0]);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = Tensor.of(new float[24], 6, 4);
        Tape tape = Tape.inference(engine);
        var sight = new Attention.Sight(new int[] {3, 0}, false, false);
        assertThatThrownBy(() -> Attention.of(tape, at(x, 0), at(x, 0), at(x, 0), 2, 4, sight))
                .hasMessageContaining("lengths [3, 0]; every query needs a key to look at, so lengths must be 1 to 3");
        assertThatThrownBy(() -> Attention.of(tape, at(x, 0), at(x, 1), at(x, 0), 2, 4, sight))
                .hasMessageContaining("columns 1 to 5");
        assertThatThrownBy(() -> new MultiHeadAttention(6, 4))
                .hasMessage("attention: 4 heads do not share a width of 6; take a divisor of it");
        assertThatThrownBy(() -> transformer(true).forward(tape, x, new int[] {3, 3}, RANDOM))
                .hasMessageContaining("expected [steps · batch × 8]");
    }
}
