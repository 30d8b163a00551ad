package dev.unroll.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void noSpikeIsLost() {
        double[] y = new double[100_000];
        y[77_777] = 5;
        y[33_333] = -3;
        Curve curve = Curve.of(y.length, i -> i, i -> y[i], new Curve.Axis(0, y.length, 500), 0.9);

        assertThat(curve.high()[77_777 / 200]).isEqualTo(5);
        assertThat(curve.low()[33_333 / 200]).isEqualTo(-3);
    }

    @Test
    void aBucketOfOnePointIsThePoint() {
        double[] y = {3, 1, 4, 1, 5};
        Curve curve = Curve.of(y.length, i -> i + 1, i -> y[i], new Curve.Axis(0.5, 5.5, 5), 0);

        assertThat(curve.mean()).containsExactly(3, 1, 4, 1, 5);
    }

    @Test
    void smoothingDoesNotDependOnWhatIsShown() {
        double[] y = new double[1000];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sin(i * 0.1) + i % 7;
        }
        Curve whole = Curve.of(y.length, i -> i, i -> y[i], new Curve.Axis(-0.5, 999.5, 1000), 0.95);
        Curve part = Curve.of(y.length, i -> i, i -> y[i], new Curve.Axis(399.5, 499.5, 100), 0.95);

        assertThat(part.mean()[50]).isEqualTo(whole.mean()[450]);
    }

    @Test
    void smoothingIsTheMeanOfWhatWasSeenAtFirst() {
        double[] y = {2, 4};
        Curve curve = Curve.of(y.length, i -> i, i -> y[i], new Curve.Axis(-0.5, 1.5, 2), 0.5);

        assertThat(curve.mean()[0]).isEqualTo(2);
        // (0.25 · 2 + 0.5 · 4) / 0.75, as Adam corrects its moments
        assertThat(curve.mean()[1]).isCloseTo(10 / 3f, within(1e-6f));
    }

    @Test
    void gapsStayGaps() {
        double[] y = {1, Double.NaN, 3};
        Curve curve = Curve.of(y.length, i -> i, i -> y[i], new Curve.Axis(-0.5, 2.5, 3), 0);

        assertThat(curve.mean()).containsExactly(1, Float.NaN, 3);
    }
}
