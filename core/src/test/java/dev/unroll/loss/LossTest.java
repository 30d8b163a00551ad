package dev.unroll.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Every loss's gradient is its slope; values are compared with libtorch's elsewhere. */
class LossTest {
    private static final int ROWS = 5;
    private static final int CLASSES = 4;

    private final TapeCheck check = new TapeCheck();

    private void check(BiFunction<Tape, Tensor, Tensor> loss, Tensor x) {
        check.check(tape -> loss.apply(tape, x), x);
    }

    private static Tensor constant(Tensor t) {
        return Tensor.of(t.data(), t.shape());
    }

    @Test
    void elementwise() {
        Tensor target = constant(check.parameter(ROWS, CLASSES));
        Tensor x = check.parameter(ROWS, CLASSES);
        check((tape, y) -> ElementLoss.squared().mean(tape, y, target), x);
        check((tape, y) -> ElementLoss.squared().perRow(tape, y, target), x);
        check((tape, y) -> ElementLoss.binaryOfLogits().mean(tape, y, target), x);
        // Away from the kinks, on both sides of each.
        Tensor far = check.parameter(ROWS, CLASSES);
        for (int i = 0; i < far.size(); i++) {
            far.data()[i] = target.data()[i] + (i % 2 == 0 ? 1 : -1) * (i % 3 == 0 ? 0.3f : 1.5f);
        }
        check((tape, y) -> ElementLoss.absolute().mean(tape, y, target), far);
        check((tape, y) -> ElementLoss.huber(0.8).mean(tape, y, target), far);
        check((tape, y) -> new Pinball(List.of(0.1, 0.9)).mean(tape, y, target), far);
        Tensor probability = check.parameter(ROWS, CLASSES);
        for (int i = 0; i < probability.size(); i++) {
            probability.data()[i] = 0.3f + 0.02f * i;
            target.data()[i] = 0.05f * i;
        }
        check((tape, y) -> ElementLoss.binary().mean(tape, y, target), probability);
    }

    @Test
    void aCertainProbabilityCostsNoInfinity() {
        Tensor y = Tensor.parameter(new float[] {0, 1, 0, 1}, 4);
        Tensor t = Tensor.of(new float[] {0, 1, 1, 0}, 4);
        Tape tape = new Tape(check.engine());
        Tensor loss = ElementLoss.binary().mean(tape, y, t);
        tape.backward(loss);
        assertThat(loss.item()).isCloseTo((float) (-Math.log(1e-30) / 2), within(1e-4f));
        for (float g : y.gradient()) {
            assertThat(g).isFinite();
        }
    }

    @Test
    void overClasses() {
        int[] targets = {3, -1, 0, 1, 1};
        float[] weights = {1, 2, 0, 0.5f};
        Tensor x = check.parameter(ROWS, CLASSES);
        check((tape, s) -> CrossEntropy.PLAIN.of(tape, copy(tape, s), targets), x);
        check((tape, s) -> new CrossEntropy(0.1, new float[0]).of(tape, s, targets), x);
        check((tape, s) -> new CrossEntropy(0, weights).of(tape, s, targets), x);
        check((tape, s) -> new CrossEntropy(0.2, weights).of(tape, s, targets), x);
        Tensor q = constant(new Tape(check.engine()).softmax(check.parameter(ROWS, CLASSES)));
        check((tape, s) -> CrossEntropy.soft(tape, s, q), x);
        // No score within a step of a margin.
        float[] scores = {2, 0, -2, 4, 0, 0, 0, 0, 0.5f, 1, -3, 2, 1, 3, 1.5f, -4, -1, 1, 5, -2};
        check((tape, s) -> Hinge.of(tape, s, targets), Tensor.parameter(scores, ROWS, CLASSES));
    }

    /** The plain loss consumes its logits. */
    private static Tensor copy(Tape tape, Tensor logits) {
        return tape.map(Expr.parse("s"), List.of("s"), logits);
    }

    @Test
    void ignoredRowsChangeNothing() {
        int[] none = {-1, -1, -1, -1, -1};
        Tensor x = check.parameter(ROWS, CLASSES);
        for (CrossEntropy loss :
                new CrossEntropy[] {CrossEntropy.PLAIN, new CrossEntropy(0.1, new float[] {1, 2, 3, 4})}) {
            Tape tape = new Tape(check.engine());
            Tensor value = loss.of(tape, copy(tape, x), none);
            tape.backward(value);
            assertThat(value.item()).isZero();
            assertThat(x.gradient()).containsOnly(0);
        }
        Tape tape = new Tape(check.engine());
        assertThat(Hinge.of(tape, x, none).item()).isZero();
    }

    /** Three rows of class 0 and one of class 2: every class that occurs has the same weight in all. */
    @Test
    void balancedWeightsMakeUpForFrequency() {
        int[] targets = {0, 0, 2, 0};
        CrossEntropy balanced = CrossEntropy.balanced(targets, 3);
        assertThat(balanced.weights()).containsExactly(4 / 9f, 0, 4 / 3f);
        Tensor scores = Tensor.of(new float[12], 4, 3);
        assertThat(balanced.of(Tape.inference(check.engine()), scores, targets).item())
                .isCloseTo((float) Math.log(3), within(1e-6f));
    }

    /** Scores s = (1, 2, 0) and class 1: max(0, 1 − 2 + 1) + max(0, 0 − 2 + 1) = 0; class 0: (2 − 1 + 1) + (0 − 1 + 1) = 2. */
    @Test
    void theHingeByHand() {
        Tensor s = Tensor.of(new float[] {1, 2, 0, 1, 2, 0}, 2, 3);
        assertThat(Hinge.of(Tape.inference(check.engine()), s, new int[] {1, 0}).item())
                .isEqualTo(1);
    }

    @Test
    void thePinballByHand() {
        Tensor y = Tensor.of(new float[] {3, 3, 1, 1}, 2, 2);
        Tensor t = Tensor.of(new float[] {1, 1, 2, 2}, 2, 2);
        // Columns are of quantiles 0.1 and 0.75: too high by 2 costs 0.9 · 2 and 0.25 · 2, too low by 1 costs 0.1 and
        // 0.75.
        assertThat(new Pinball(List.of(0.1, 0.75))
                        .mean(Tape.inference(check.engine()), y, t)
                        .item())
                .isCloseTo((1.8f + 0.5f + 0.1f + 0.75f) / 4, within(1e-6f));
        assertThat(Pinball.of(0.1, 3, 1)).isCloseTo(1.8, within(1e-12));
        assertThatThrownBy(() -> new Pinball(List.of(0.5, 0.1)))
                .hasMessage("quantiles must rise from above 0 to below 1, got [0.5, 0.1]");
        assertThatThrownBy(() -> new Pinball(List.of())).hasMessageContaining("at least 1 quantile");
    }

    @Test
    void saysWhatDoesNotFit() {
        Tape tape = new Tape(check.engine());
        Tensor x = check.parameter(2, 3);
        CrossEntropy weighted = new CrossEntropy(0, new float[] {1, 2, 3});
        assertThatThrownBy(() -> weighted.of(tape, x, new int[] {0}))
                .hasMessage("cross-entropy: logits [2, 3] but 1 targets");
        assertThatThrownBy(() -> weighted.of(tape, x, new int[] {0, 3}))
                .hasMessage("cross-entropy: target 3 of 3 classes");
        assertThatThrownBy(() -> new CrossEntropy(0, new float[] {1}).of(tape, x, new int[] {0, 1}))
                .hasMessage("cross-entropy: 1 weights for 3 classes");
        assertThatThrownBy(() -> new CrossEntropy(1, new float[0]))
                .hasMessage("label smoothing must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> new CrossEntropy(0, new float[] {-1}))
                .hasMessage("the weight of a class must be at least 0, got -1.0");
        assertThatThrownBy(() -> Hinge.of(tape, x, new int[] {0, 3})).hasMessage("hinge: target 3 of 3 classes");
        assertThatThrownBy(() -> Hinge.of(tape, x, new int[1])).hasMessage("hinge: scores [2, 3] but 1 targets");
        assertThatThrownBy(() -> ElementLoss.huber(0)).hasMessage("Huber's distance must be above 0, got 0.0");
        assertThatThrownBy(() -> ElementLoss.squared().mean(tape, x, check.parameter(2, 2)))
                .hasMessageContaining("expected [2, 3] or a row [3]");
    }
}
