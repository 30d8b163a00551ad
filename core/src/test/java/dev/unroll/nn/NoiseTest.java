package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout, Gaussian noise and mixup. */
class NoiseTest {
    private static final CounterRandom RANDOM = new CounterRandom(5, 7);

    private final TapeCheck check = new TapeCheck();
    private final Tape tape = new Tape(check.engine());
    private final Tape inference = Tape.inference(check.engine());

    private static Tensor ones(int rows, int columns) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, 1);
        return Tensor.parameter(values, rows, columns);
    }

    @Test
    void dropoutKeepsTheExpectation() {
        Dropout dropout = new Dropout(0.3);
        Tensor x = ones(400, 100);
        float[] y = dropout.forward(tape, x, RANDOM).data();
        long kept = IntStream.range(0, y.length).filter(i -> y[i] != 0).count();
        // standard deviation of the mean: √(0.3 · 0.7 / 40,000) = 0.0023
        assertThat((double) kept / y.length).isCloseTo(0.7, within(0.01));
        for (float v : y) {
            assertThat(v == 0 || v == (float) (1 / 0.7)).isTrue();
        }
        assertThat(dropout.forward(tape, x, RANDOM).data()).isEqualTo(y);
        assertThat(dropout.forward(tape, x, new CounterRandom(5, 8)).data()).isNotEqualTo(y);
        assertThat(dropout.forward(inference, x, RANDOM)).isSameAs(x);
        Tensor p = check.parameter(4, 5);
        check.check(t -> dropout.forward(t, p, RANDOM), p);
    }

    /**
     * Srivastava et al.: in training elements are dropped and the others left alone, and at test time multiplied by the keep
     * probability. With weights W it is what inverted dropout is with weights W · keep.
     */
    @Test
    void scalingAtTestTimeIsTheSameModel() {
        double keep = 0.6;
        Tensor x = check.parameter(3, 5);
        Tensor w = check.parameter(2, 5);
        Tensor ours = Tensor.of(w.data().clone(), 2, 5);
        for (int i = 0; i < ours.size(); i++) {
            ours.data()[i] *= (float) keep;
        }
        Tensor dropped = new Dropout(1 - keep).forward(tape, x, RANDOM);
        float[] mask = each(x.size(), i -> dropped.data()[i] == 0 ? 0 : 1);

        float[] inTraining = tape.matmulTransposed(masked(x, mask), w).data();
        assertNear(tape.matmulTransposed(dropped, ours).data(), inTraining);

        Arrays.fill(mask, (float) keep);
        float[] atTestTime = tape.matmulTransposed(masked(x, mask), w).data();
        assertNear(tape.matmulTransposed(x, ours).data(), atTestTime);
    }

    private interface ToFloat {
        float at(int i);
    }

    private static float[] each(int count, ToFloat value) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value.at(i);
        }
        return values;
    }

    private static Tensor masked(Tensor x, float[] mask) {
        return Tensor.of(each(x.size(), i -> x.data()[i] * mask[i]), x.shape());
    }

    private static void assertNear(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f));
        }
    }

    @Test
    void noiseHasItsDeviation() {
        GaussianNoise noise = new GaussianNoise(0.5);
        Tensor x = ones(400, 100);
        float[] y = noise.forward(tape, x, RANDOM).data();
        double sum = 0;
        double squares = 0;
        for (float v : y) {
            sum += v - 1;
            squares += (v - 1) * (v - 1);
        }
        assertThat(sum / y.length).isCloseTo(0, within(0.01));
        assertThat(Math.sqrt(squares / y.length)).isCloseTo(0.5, within(0.01));
        assertThat(noise.forward(inference, x, RANDOM)).isSameAs(x);
        Tensor p = check.parameter(4, 5);
        check.check(t -> noise.forward(t, p, RANDOM), p);
    }

    @Test
    void mixupMixesFeaturesAndTargetsAlike() {
        int rows = 40;
        // Row r is all r as a feature, and one-hot as a target: what is mixed can be read off.
        float[] features = each(rows * 3, i -> i / 3);
        float[] oneHot = new float[rows * rows];
        IntStream.range(0, rows).forEach(r -> oneHot[r * rows + r] = 1);
        Mixup mixup = new Mixup(0.4);
        float[] x = mixup.of(tape, Tensor.of(features, rows, 3), RANDOM).data();
        float[] t = mixup.of(tape, Tensor.of(oneHot, rows, rows), RANDOM).data();
        float lambda = (float) mixup.lambda(RANDOM);
        int moved = 0;
        for (int r = 0; r < rows; r++) {
            double sum = 0;
            double mean = 0;
            for (int c = 0; c < rows; c++) {
                sum += t[r * rows + c];
                mean += t[r * rows + c] * c;
            }
            moved += t[r * rows + r] == lambda ? 1 : 0;
            assertThat(sum).isCloseTo(1, within(1e-6));
            assertThat(x[3 * r + 1]).isCloseTo((float) mean, within(1e-4f));
        }
        assertThat(moved).isBetween(rows - 6, rows);
    }

    /** Of Beta(α, α) the mean is 1/2 and the variance 1 / (4 (2α + 1)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 1, 3})
    void lambdaIsOfABetaDistribution(double alpha) {
        int n = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double l = new Mixup(alpha).lambda(new CounterRandom(1, i));
            assertThat(l).isBetween(0.0, 1.0);
            sum += l;
            squares += (l - 0.5) * (l - 0.5);
        }
        assertThat(sum / n).isCloseTo(0.5, within(0.015));
        double variance = 1 / (4 * (2 * alpha + 1));
        assertThat(squares / n).isCloseTo(variance, within(0.03 * variance));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new Dropout(1)).hasMessage("dropout must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> new GaussianNoise(-1))
                .hasMessage("the deviation of noise must be at least 0, got -1.0");
        assertThatThrownBy(() -> new Mixup(0)).hasMessage("mixup's alpha must be above 0, got 0.0");
        assertThatThrownBy(() -> new Mixup(1).of(tape, ones(2, 2), RANDOM))
                .hasMessage("mixup mixes data, and Tensor[2, 2] tracked has a gradient");
    }
}
