package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionPoolingTest {
    private static final int WIDTH = 4;
    private static final int[] LENGTHS = {5, 1, 4};

    private final TapeCheck check = new TapeCheck();
    private final AttentionPooling pooling = new AttentionPooling(WIDTH);
    private final Tensor h = check.parameter(5 * LENGTHS.length, WIDTH);

    /** Weights larger than those it begins with, so that steps count differently. */
    AttentionPoolingTest() {
        for (Tensor p : pooling.parameters()) {
            System.arraycopy(check.parameter(p.size()).data(), 0, p.data(), 0, p.size());
        }
    }

    @Test
    void gradients() {
        check.check(tape -> pooling.forward(tape, h, LENGTHS), h);
        // small slopes beside outputs that round
        check.check(
                1e-4,
                tape -> pooling.forward(tape, h, LENGTHS),
                pooling.parameters().toArray(Tensor[]::new));
    }

    /** The formula, in double and sequence by sequence. */
    @Test
    void isTheWeightedMean() {
        float[] y = pooling.forward(Tape.inference(check.engine()), h, LENGTHS).data();
        List<Tensor> p = pooling.parameters();
        float[] weight = p.get(0).data();
        float[] bias = p.get(1).data();
        float[] query = p.get(2).data();
        for (int b = 0; b < LENGTHS.length; b++) {
            double[] share = new double[LENGTHS[b]];
            for (int t = 0; t < share.length; t++) {
                for (int o = 0; o < WIDTH; o++) {
                    double key = bias[o];
                    for (int i = 0; i < WIDTH; i++) {
                        key += weight[o * WIDTH + i] * h.data()[(t * LENGTHS.length + b) * WIDTH + i];
                    }
                    share[t] += query[o] * Math.tanh(key);
                }
                share[t] = Math.exp(share[t] / Math.sqrt(WIDTH));
            }
            double sum = Arrays.stream(share).sum();
            for (int i = 0; i < WIDTH; i++) {
                double expected = 0;
                for (int t = 0; t < share.length; t++) {
                    expected += share[t] / sum * h.data()[(t * LENGTHS.length + b) * WIDTH + i];
                }
                assertThat((double) y[b * WIDTH + i]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void allZeroIsTheMean() {
        Tape tape = Tape.inference(check.engine());
        float[] mean = tape.meanOverTime(h, LENGTHS).data();
        assertThat(new AttentionPooling(WIDTH).forward(tape, h, LENGTHS).data()).containsExactly(mean, within(1e-6f));
    }
}
