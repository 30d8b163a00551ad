package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionTest {
    private final TapeCheck check = new TapeCheck();

    private static Conv1d conv(Conv1dOptions options) {
        Conv1d conv = new Conv1d(4, 6, options);
        conv.initialise(3, "");
        return conv;
    }

    @ParameterizedTest
    @EnumSource
    void gradients(Padding mode) {
        Conv1d conv =
                conv(Conv1dOptions.of(3).withStride(2).withPadding(2, mode).withGroups(2));
        Tensor x = check.parameter(5 * 2, 4);
        Tensor[] all = {x, conv.parameters().get(0), conv.parameters().get(1)};
        check.check(tape -> conv.forward(tape, x, new int[] {5, 3}), all);
    }

    @ParameterizedTest
    @EnumSource
    void paddingChangesNothing(Padding mode) {
        Conv1d conv = conv(Conv1dOptions.of(2).withDilation(2).withPadding(1, mode));
        Tensor x = check.parameter(6 * 2, 4);
        Tensor both = conv.forward(Tape.inference(check.engine()), x, new int[] {6, 4});
        float[] alone = new float[4 * 4];
        for (int t = 0; t < 4; t++) {
            System.arraycopy(x.data(), (t * 2 + 1) * 4, alone, t * 4, 4);
        }
        Tensor one = conv.forward(Tape.inference(check.engine()), Tensor.of(alone, 4, 4), new int[] {4});
        assertThat(conv.lengths(new int[] {6, 4})).containsExactly(6, 4);
        for (int t = 0; t < 6; t++) {
            float[] row = Arrays.copyOfRange(both.data(), (t * 2 + 1) * 6, (t * 2 + 2) * 6);
            assertThat(row).isEqualTo(t < 4 ? Arrays.copyOfRange(one.data(), t * 6, (t + 1) * 6) : new float[6]);
        }
    }

    @Test
    void weightsComeBack() {
        Conv1d conv = conv(Conv1dOptions.of(3).withGroups(2));
        assertThat(conv.state().get("weight").shape()).containsExactly(6, 2, 3);
        Conv1d other = new Conv1d(4, 6, Conv1dOptions.of(3).withGroups(2));
        other.load(conv.state());
        assertThat(other.parameters().get(0).data())
                .isEqualTo(conv.parameters().get(0).data());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = Tensor.of(new float[24], 6, 4);
        Tape tape = Tape.inference(check.engine());
        assertThatThrownBy(() -> conv(Conv1dOptions.of(3)).forward(tape, x, new int[] {3, 2}))
                .hasMessage("conv1d: a sequence of 2 steps is too short for a kernel of 3;"
                        + " give it more padding, or leave it out");
        assertThatThrownBy(() -> conv(Conv1dOptions.of(3).withPadding(3, Padding.REFLECT))
                        .forward(tape, x, new int[] {3, 3}))
                .hasMessageContaining("cannot be padded with 3 of its own");
        assertThatThrownBy(() -> conv(Conv1dOptions.of(3)).forward(tape, x, new int[] {4, 3}))
                .hasMessage("conv1d: lengths [4, 3] must be 1 to 3");
        assertThatThrownBy(() -> new Conv1d(4, 5, Conv1dOptions.of(1).withGroups(2)))
                .hasMessageContaining("4 channels in and 5 out do not divide into 2 groups");
    }
}
