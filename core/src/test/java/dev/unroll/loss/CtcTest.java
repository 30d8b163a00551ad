package dev.unroll.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import org.junit.jupiter.api.Test;

/** {@code PartsGoldenContract} compares it with libtorch's. */
class CtcTest {
    private final TapeCheck check = new TapeCheck();

    @Test
    void gradients() {
        Tensor logits = check.parameter(5 * 2, 4);
        check.check(tape -> Ctc.of(tape, logits, new int[] {5, 3}, new int[][] {{1, 1, 3}, {2}}), logits);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor logits = Tensor.of(new float[5 * 4], 5, 4);
        Tape tape = Tape.inference(check.engine());
        assertThatThrownBy(() -> Ctc.of(tape, logits, new int[] {3}, new int[][] {{1, 1, 3}}))
                .hasMessage(
                        "ctc: sequence 0 has a length of 3 for 3 labels; it must be 4 to 5 with at least one label");
        assertThatThrownBy(() -> Ctc.of(tape, logits, new int[] {5}, new int[][] {{4}}))
                .hasMessageContaining("label 4 of sequence 0; labels must be 1 to 3");
    }
}
