package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DrawTest {
    private static final float[] SCORES = {-1.5f, 2, 0.5f, 2, -0.25f};
    private static final int DRAWS = 200_000;

    /** How often each class is drawn, as a share. */
    private static double[] shares(Sampling sampling) {
        Draw draw = new Draw(sampling, SCORES.length);
        double[] shares = new double[SCORES.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[draw.next(SCORES, 0)] += 1.0 / DRAWS;
        }
        return shares;
    }

    private static double[] softmax(double temperature, boolean... kept) {
        double[] p = new double[SCORES.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = kept[i] ? Math.exp(SCORES[i] / temperature) : 0;
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    private static void assertShares(Sampling sampling, double[] expected) {
        // Four standard deviations of a share of that many draws.
        assertThat(shares(sampling)).containsExactly(expected, within(4 * 0.5 / Math.sqrt(DRAWS)));
    }

    @Test
    void drawsFromTheSoftmax() {
        assertShares(Sampling.DEFAULT, softmax(1, true, true, true, true, true));
    }

    @Test
    void aTemperatureDividesTheScores() {
        assertShares(new Sampling(0.5, 0, 1, 1), softmax(0.5, true, true, true, true, true));
        assertShares(new Sampling(3, 0, 1, 1), softmax(3, true, true, true, true, true));
    }

    @Test
    void temperatureZeroIsTheFirstOfTheLikeliest() {
        assertThat(shares(new Sampling(0, 0, 1, 1))[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void topKKeepsTheLikeliestAndOfEqualsTheFirst() {
        assertThat(shares(new Sampling(1, 1, 1, 1))[1]).isCloseTo(1, within(1e-9));
        assertShares(new Sampling(1, 3, 1, 1), softmax(1, false, true, true, true, false));
        assertShares(new Sampling(1, 99, 1, 1), softmax(1, true, true, true, true, true));
    }

    @Test
    void topPKeepsTheFewestThatReachIt() {
        // The two at 2 have 0.43 each, the one at 0.5 has 0.10.
        assertShares(new Sampling(1, 0, 0.4, 1), softmax(1, false, true, false, false, false));
        assertShares(new Sampling(1, 0, 0.8, 1), softmax(1, false, true, false, true, false));
        assertShares(new Sampling(1, 0, 0.9, 1), softmax(1, false, true, true, true, false));
    }
}
