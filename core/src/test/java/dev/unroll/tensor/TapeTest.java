package dev.unroll.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapeTest {
    private final Engine engine = Engine.of(new ScalarKernels(), 1);
    private final Tape tape = new Tape(engine);

    private static Tensor tensor(int... shape) {
        return Tensor.parameter(new float[Tensor.size(shape)], shape);
    }

    @Test
    void aResetTapeLendsTheSameArrays() {
        Tensor first = tape.matmul(tensor(2, 3), tensor(3, 4));
        tape.reset();
        assertThat(tape.matmul(tensor(2, 3), tensor(3, 4)).data()).isSameAs(first.data());
        assertThat(tape.matmul(tensor(2, 3), tensor(3, 4)).data()).isNotSameAs(first.data());
    }

    /** Batches of unequal lengths would otherwise leave an array of each behind, for ever. */
    @Test
    void keepsNoMoreThanAFewStepsHad() {
        float[] first = tape.array(1000);
        tape.reset();
        float[] second = tape.array(1010);
        tape.reset();
        assertThat(tape.array(1000)).isSameAs(first);
        assertThat(tape.array(1010)).isSameAs(second);
        tape.reset();
        for (int length = 2001; length < 2009; length++) {
            tape.array(length);
            tape.reset();
        }
        assertThat(tape.array(1000)).isNotSameAs(first);
        assertThat(tape.array(1010)).isNotSameAs(second);
    }

    @Test
    void resetRunsWhatWasLeftToIt() {
        int[] runs = {0};
        tape.onReset(() -> runs[0]++);
        tape.reset();
        tape.reset();
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void nothingIsRecordedForInference() {
        Tape inference = Tape.inference(engine);
        Tensor y = inference.sum(tensor(3));
        assertThat(inference.recording()).isFalse();
        assertThat(y.tracked()).isFalse();
        assertThatThrownBy(() -> inference.backward(y)).hasMessage("no gradient flows to a tensor that is not tracked");
    }

    @Test
    void constantsGetNoGradient() {
        Tensor constant = Tensor.of(new float[] {2}, 1);
        Tensor p = Tensor.parameter(new float[] {3}, 1);
        tape.backward(tape.sum(tape.map(Expr.parse("a * b"), List.of("a", "b"), constant, p)));
        assertThat(constant.tracked()).isFalse();
        assertThat(p.gradient()).containsExactly(2);
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> tape.matmul(tensor(2, 3), tensor(4, 5)))
                .hasMessage(
                        "matmul: [2, 3] times [4, 5]: the inner sizes must be equal; reshape or transpose one of them");
        assertThatThrownBy(() -> tape.matmulTransposed(tensor(2, 3), tensor(3, 5)))
                .hasMessageStartingWith("matmul: [2, 3] times [3, 5] transposed");
        assertThatThrownBy(() -> tape.linear(tensor(2, 3), tensor(4, 3), tensor(5)))
                .hasMessage("linear: x [2, 3], weight [4, 3], bias [5]: expected [m × k], [n × k], [n]");
        assertThatThrownBy(() -> tape.map(Expr.parse("a + b"), List.of("a", "b"), tensor(2, 3), tensor(2)))
                .hasMessage("map: b is [2], expected [2, 3] or a row [3]");
        assertThatThrownBy(() -> tape.map(Expr.parse("a"), List.of("a", "b"), tensor(2)))
                .hasMessage("map: 2 names for 1 tensors");
        assertThatThrownBy(() -> tape.map(Expr.parse("a + c"), List.of("a"), tensor(2)))
                .hasMessageContaining("reads c");
        assertThatThrownBy(() -> tape.crossEntropy(tensor(2, 3), new int[] {0}))
                .hasMessage("cross-entropy: 2 rows of logits but 1 targets");
        assertThatThrownBy(() -> tape.crossEntropy(tensor(2, 3), new int[] {0, 3}))
                .hasMessage("cross-entropy: target 3 of 3 classes");
        assertThatThrownBy(() -> tape.backward(tensor(2)))
                .hasMessage("backward needs a single number, got Tensor[2] tracked");
        Tensor other = new Tape(engine).sum(tensor(2));
        assertThatThrownBy(() -> tape.sum(other)).hasMessage("Sum: input Tensor[1] tracked belongs to another tape");
        assertThatThrownBy(() -> tensor(2).item()).hasMessage("item() needs one number, this tensor is [2]");
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3)).hasMessage("shape [2, 3] needs 6 numbers, got 5");
        assertThatThrownBy(() -> Tensor.of(new float[0], -1)).hasMessage("negative size in shape [-1]");
        assertThatThrownBy(() -> Tensor.of(new float[1], 1).gradient()).hasMessageContaining("not tracked");
    }
}
