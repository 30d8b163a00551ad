package dev.unroll.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import org.junit.jupiter.api.Test;

/** A conditional random field against the sum over all sequences of tags, one by one. */
class CrfTest {
    private static final int TAGS = 3;
    private static final int[] LENGTHS = {4, 1};

    private final TapeCheck check = new TapeCheck();
    private final Crf crf = new Crf(TAGS);
    private final Tensor scores = check.parameter(4 * 2, TAGS);
    private final int[] right = {2, 0, 1, 9, 1, 9, 0, 9};

    CrfTest() {
        crf.parameters().forEach(p -> System.arraycopy(check.parameter(p.size()).data(), 0, p.data(), 0, p.size()));
    }

    private double score(int b, int... tags) {
        float[][] p = crf.parameters().stream().map(Tensor::data).toArray(float[][]::new);
        double sum = p[0][tags[0]] + p[1][tags[tags.length - 1]];
        for (int t = 0; t < tags.length; t++) {
            sum += scores.data()[(t * 2 + b) * TAGS + tags[t]];
            sum += t > 0 ? p[2][tags[t - 1] * TAGS + tags[t]] : 0;
        }
        return sum;
    }

    private static int[] tags(int number, int length) {
        int[] tags = new int[length];
        for (int t = 0; t < length; t++, number /= TAGS) {
            tags[t] = number % TAGS;
        }
        return tags;
    }

    @Test
    void lossIsThatOfAllSequences() {
        double[] sums = new double[2];
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < Math.pow(TAGS, LENGTHS[b]); i++) {
                sums[b] += Math.exp(score(b, tags(i, LENGTHS[b])));
            }
        }
        double expected = (Math.log(sums[0]) - score(0, 2, 1, 1, 0) + Math.log(sums[1]) - score(1, 0)) / 5;
        float loss =
                crf.loss(Tape.inference(check.engine()), scores, LENGTHS, right).item();
        assertThat((double) loss).isCloseTo(expected, within(1e-6));
    }

    @Test
    void gradients() {
        Tensor[] all = {
            scores,
            crf.parameters().get(0),
            crf.parameters().get(1),
            crf.parameters().get(2)
        };
        // a loss of about 3, of which a start moves 0.06
        check.check(1e-4, tape -> crf.loss(tape, scores, LENGTHS, right), all);
    }

    @Test
    void decodesTheBestOfAllSequences() {
        int[][] decoded = crf.decode(scores, LENGTHS);
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < Math.pow(TAGS, LENGTHS[b]); i++) {
                assertThat(score(b, tags(i, LENGTHS[b]))).isLessThanOrEqualTo(score(b, decoded[b]));
            }
        }
    }

    @Test
    void largeScoresAreFinite() {
        Tensor large = Tensor.of(new float[] {900, -900, 0, 0, 900, -900}, 2, TAGS);
        float loss = crf.loss(Tape.inference(check.engine()), large, new int[] {2}, new int[] {1, 2})
                .item();
        assertThat(loss).isBetween(1700f, 1900f);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tape tape = Tape.inference(check.engine());
        assertThatThrownBy(() -> crf.loss(tape, scores, new int[] {4, 5}, right))
                .hasMessage("crf: lengths [4, 5] must be 1 to 4");
        assertThatThrownBy(() -> crf.loss(tape, scores, new int[] {4, 2}, right))
                .hasMessage("crf: tag 9 of 3");
    }

    /** By hand: the share of all sequences that have a tag at a step. */
    @Test
    void marginalsAreThoseOfAllSequences() {
        Tensor marginals = crf.marginals(Tape.inference(check.engine()), scores, LENGTHS);
        for (int b = 0; b < 2; b++) {
            double[][] sums = new double[LENGTHS[b]][TAGS];
            double all = 0;
            for (int i = 0; i < Math.pow(TAGS, LENGTHS[b]); i++) {
                int[] tags = tags(i, LENGTHS[b]);
                double weight = Math.exp(score(b, tags));
                all += weight;
                for (int t = 0; t < tags.length; t++) {
                    sums[t][tags[t]] += weight;
                }
            }
            for (int t = 0; t < 4; t++) {
                for (int y = 0; y < TAGS; y++) {
                    double expected = t < LENGTHS[b] ? sums[t][y] / all : 0;
                    assertThat((double) marginals.data()[(t * 2 + b) * TAGS + y])
                            .isCloseTo(expected, within(1e-6));
                }
            }
        }
    }
}
