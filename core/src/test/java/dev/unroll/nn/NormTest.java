package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layer and batch norm; their values are compared with libtorch's elsewhere. */
class NormTest {
    private final TapeCheck check = new TapeCheck();

    private void draw(Module module) {
        for (Tensor p : module.parameters()) {
            System.arraycopy(check.parameter(p.shape()).data(), 0, p.data(), 0, p.size());
        }
    }

    @Test
    void gradients() {
        Tensor x = check.parameter(70, 6); // more lines than one task has
        LayerNorm layer = new LayerNorm(6);
        BatchNorm batch = new BatchNorm(6);
        draw(layer);
        draw(batch);
        check.check(
                tape -> layer.forward(tape, x),
                x,
                layer.parameters().get(0),
                layer.parameters().get(1));
        check.check(
                tape -> batch.forward(tape, x),
                x,
                batch.parameters().get(0),
                batch.parameters().get(1));
    }

    @Test
    void theirOutputHasMeanZeroAndVarianceOne() {
        Tensor x = check.parameter(50, 8);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = 3 * x.data()[i] + 100;
        }
        Tape tape = new Tape(check.engine());
        checkLines(new LayerNorm(8).forward(tape, x).data(), 50, 8, 1, 8);
        checkLines(new BatchNorm(8).forward(tape, x).data(), 8, 1, 8, 50);
    }

    private static void checkLines(float[] y, int lines, int distance, int stride, int count) {
        for (int l = 0; l < lines; l++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double v = y[l * distance + i * stride];
                sum += v;
                squares += v * v;
            }
            assertThat(sum / count).isCloseTo(0, within(1e-5));
            assertThat(squares / count).isCloseTo(1, within(1e-4));
        }
    }

    /** After many batches of the same data the running averages are that data's, and test time does what training does. */
    @Test
    void batchNormRemembersWhatItSaw() {
        Tensor x = check.parameter(200, 3);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = 2 * x.data()[i] - 5;
        }
        BatchNorm norm = new BatchNorm(3);
        Tape tape = new Tape(check.engine());
        float[] training = {};
        for (int step = 0; step < 100; step++) {
            training = norm.forward(tape, x).data().clone();
            tape.reset();
        }
        float[] test = norm.forward(Tape.inference(check.engine()), x).data();
        for (int i = 0; i < test.length; i++) {
            assertThat(test[i])
                    .isCloseTo(training[i], within(0.01f)); // the population's variance is n / (n − 1) of the batch's
        }
        BatchNorm copy = new BatchNorm(3);
        copy.load(norm.state());
        assertThat(copy.forward(Tape.inference(check.engine()), x).data()).isEqualTo(test);
        assertThat(norm.state().keySet()).containsExactly("weight", "bias", "running_mean", "running_var");
        assertThat(norm.parameterCount()).isEqualTo(6);
        assertThat(norm.vectors()).isEqualTo(norm.parameters());
    }

    @Test
    void saysWhatDoesNotFit() {
        Tape tape = new Tape(check.engine());
        assertThatThrownBy(() -> new BatchNorm(3).forward(tape, check.parameter(1, 3)))
                .hasMessage("batch norm: x [1, 3], expected [rows × 3], two rows at least in training");
        assertThatThrownBy(() -> new BatchNorm(3).forward(tape, check.parameter(5, 4)))
                .hasMessage("batch norm: x [5, 4], expected [rows × 3], two rows at least in training");
        assertThatThrownBy(() -> new LayerNorm(3).forward(tape, check.parameter(5, 4)))
                .hasMessageContaining("expected [5, 4] or a row [4]");
        assertThatThrownBy(() -> new LayerNorm(3).load(Map.of("weight", check.parameter(3))))
                .hasMessageContaining("no entry bias");
    }
}
