package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecurrentTest {
    private static final CounterRandom NO_DROPOUT = new CounterRandom(0, 0);

    private final Engine engine = Engine.of(new ScalarKernels(), 1);

    private static Tensor input(int rows, int width) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[rows * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(x, rows, width);
    }

    private Recurrent dense(Cell cell, int width, int hidden, double dropout) {
        Recurrent stack = new Recurrent(
                engine,
                cell,
                Recurrent.features(width),
                hidden,
                RecurrentOptions.DEFAULT.withLayers(2).withDropout(dropout));
        stack.initialise(1, "");
        return stack;
    }

    /** The gradient of Σ h plus, if {@code twice}, Σ 3 x, where x is read before and after the stack. */
    private float[] inputGradient(Recurrent stack, boolean twice) {
        Tensor x = input(6, 4);
        Tape tape = new Tape(engine);
        Tensor three = tape.sum(tape.map(Expr.parse("3 * x"), List.of("x"), x));
        Tensor h = tape.sum(stack.forward(tape, x, stack.zeroState(2), NO_DROPOUT));
        Tensor once = tape.map(Expr.parse("h + 0 * x"), List.of("h", "x"), h, three);
        Tensor both = tape.map(
                Expr.parse("h + x + y"),
                List.of("h", "x", "y"),
                h,
                three,
                tape.sum(tape.map(Expr.parse("5 * x"), List.of("x"), x)));
        tape.backward(twice ? both : once);
        return x.gradient().clone();
    }

    @Test
    void anInputThatIsReadElsewhereTooGetsAllItsGradients() {
        Recurrent stack = dense(Cell.library("lstm"), 4, 5, 0);
        float[] expected = inputGradient(stack, false);
        float[] actual = inputGradient(stack, true);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i] + 8, within(1e-6f));
        }
    }

    @Test
    void anInputThatTheCellDoesNotReadGetsNone() {
        Recurrent stack = dense(Cell.parse("no-input", "h' = tanh(W h + b)"), 4, 5, 0);
        assertThat(inputGradient(stack, false)).containsOnly(0);
    }

    @Test
    void dropoutActsBetweenLayersInTrainingOnly() {
        Recurrent plain = dense(Cell.library("rnn"), 4, 32, 0);
        Recurrent dropping = dense(Cell.library("rnn"), 4, 32, 0.5);
        Tensor x = input(6, 4);
        float[] expected = forward(Tape.inference(engine), plain, x, 1);
        assertThat(forward(Tape.inference(engine), dropping, x, 1)).isEqualTo(expected);
        float[] once = forward(new Tape(engine), dropping, x, 1);
        assertThat(once).isNotEqualTo(expected);
        assertThat(forward(new Tape(engine), dropping, x, 1)).isEqualTo(once);
        assertThat(forward(new Tape(engine), dropping, x, 2)).isNotEqualTo(once);
    }

    private static float[] forward(Tape tape, Recurrent stack, Tensor x, long step) {
        return stack.forward(tape, x, stack.zeroState(2), new CounterRandom(7, step))
                .data();
    }

    /** With the mask of one step held fixed, dropout is a product: the slope shows whether both passes take the same. */
    @Test
    void theGradientPassesTheSameMask() {
        Recurrent stack = dense(Cell.library("rnn"), 4, 8, 0.4);
        Tensor x = input(6, 4);
        Tape tape = new Tape(engine);
        tape.backward(tape.sum(stack.forward(tape, x, stack.zeroState(2), NO_DROPOUT)));
        float[] gradient = x.gradient();
        double h = 0.03;
        for (int i = 0; i < gradient.length; i++) {
            double slope = (8 * (sumAt(stack, x, i, h) - sumAt(stack, x, i, -h))
                            - (sumAt(stack, x, i, 2 * h) - sumAt(stack, x, i, -2 * h)))
                    / (12 * h);
            assertThat(gradient[i]).isCloseTo((float) slope, within(1e-4f));
        }
    }

    private double sumAt(Recurrent stack, Tensor x, int index, double step) {
        float before = x.data()[index];
        x.data()[index] = (float) (before + step);
        double sum = 0;
        for (float v : stack.forward(new Tape(engine), x, stack.zeroState(2), NO_DROPOUT)
                .data()) {
            sum += v;
        }
        x.data()[index] = before;
        return sum;
    }

    @Test
    void theStateIsCarriedFromPieceToPiece() {
        Recurrent stack = dense(Cell.library("gru"), 4, 5, 0);
        Tensor x = input(6, 4);
        RecurrentState whole = stack.zeroState(2);
        float[] expected = stack.forward(new Tape(engine), x, whole, NO_DROPOUT).data();
        RecurrentState state = stack.zeroState(2);
        List<Float> pieces = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Tensor piece = Tensor.of(Arrays.copyOfRange(x.data(), t * 8, (t + 1) * 8), 2, 4);
            for (float v :
                    stack.forward(new Tape(engine), piece, state, NO_DROPOUT).data()) {
                pieces.add(v);
            }
        }
        assertThat(pieces).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(pieces.get(i)).isEqualTo(expected[i]);
        }
        assertThat(state.values()).isDeepEqualTo(whole.values());
        RecurrentState copy = state.copy();
        state.reset();
        assertThat(copy.values()).isDeepEqualTo(whole.values());
        assertThat(state.values()[1][0]).containsOnly(0);
    }

    @Test
    void parametersHavePytorchsNamesWherePytorchHasTheCell() {
        Recurrent lstm = dense(Cell.library("lstm"), 4, 5, 0);
        assertThat(lstm.state().keySet())
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1");
        assertThat(lstm.state().get("weight_ih_l0").shape()).containsExactly(20, 4);
        // the forget gate's bias starts at 1
        assertThat(Arrays.copyOfRange(lstm.state().get("bias_ih_l0").data(), 5, 10))
                .containsOnly(1);
        Recurrent gru = dense(Cell.library("gru"), 4, 5, 0);
        assertThat(gru.state().keySet()).contains("l0.Wxr", "l1.Whn", "l1.bn");
    }

    @Test
    void saysWhatDoesNotFit() {
        Cell rnn = Cell.library("rnn");
        Recurrent stack = dense(rnn, 4, 5, 0);
        Tape tape = new Tape(engine);
        assertThatThrownBy(() -> stack.forward(tape, input(6, 3), stack.zeroState(2), NO_DROPOUT))
                .hasMessage("recurrent: input Tensor[6, 3] tracked, expected [rows × 4]");
        assertThatThrownBy(() -> stack.forward(tape, input(5, 4), stack.zeroState(2), NO_DROPOUT))
                .hasMessage("recurrent: 5 rows do not divide into steps of a batch of 2");
        Recurrent ofTokens = new Recurrent(engine, rnn, Recurrent.tokens(4), 5);
        assertThatThrownBy(() -> stack.forward(tape, new int[] {1, 2}, stack.zeroState(2), NO_DROPOUT))
                .hasMessage("recurrent: the stack was made for features, and was given tokens");
        assertThatThrownBy(() -> ofTokens.forward(tape, input(6, 4), ofTokens.zeroState(2), NO_DROPOUT))
                .hasMessage("recurrent: the stack was made for tokens, and was given features");
        for (int wrong : new int[] {-1, 4}) {
            assertThatThrownBy(() -> ofTokens.forward(tape, new int[] {1, wrong}, ofTokens.zeroState(2), NO_DROPOUT))
                    .hasMessage("token " + wrong + " is not one of the 4 that the layer knows");
        }
        assertThatThrownBy(() -> RecurrentOptions.DEFAULT.withLayers(0))
                .hasMessage("a recurrent stack needs at least 1 layer, got 0");
        assertThatThrownBy(() -> RecurrentOptions.DEFAULT.withDropout(1))
                .hasMessage("dropout must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> new Recurrent(engine, rnn, Recurrent.tokens(0), 5))
                .hasMessageContaining("at least 1");
        Map<String, Tensor> missing = new HashMap<>(stack.state());
        missing.remove("bias_hh_l1");
        assertThatThrownBy(() -> stack.load(missing)).hasMessageStartingWith("the weights have no entry bias_hh_l1");
        Map<String, Tensor> wrong = new HashMap<>(stack.state());
        wrong.put("weight_hh_l0", Tensor.of(new float[20], 5, 4));
        assertThatThrownBy(() -> stack.load(wrong))
                .hasMessage("entry weight_hh_l0 of the weights is [5, 4], the model needs [5, 5]");
    }
}
