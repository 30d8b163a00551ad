package dev.unroll.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AutoregressionTest {
    /** x[t] = 1 + 1.2 x[t−1] − 0.8 x[t−2], from 0 and 1: goes round and dies out. */
    private static double[] swing(int count) {
        double[] x = new double[count];
        x[1] = 1;
        for (int t = 2; t < count; t++) {
            x[t] = 1 + 1.2 * x[t - 1] - 0.8 * x[t - 2];
        }
        return x;
    }

    @Test
    void findsTheEquationThatMadeTheSeries() {
        double[] x = swing(40);
        Autoregression fitted = Autoregression.fit(Arrays.copyOf(x, 30), 2, 0);
        assertThat(fitted.constant()).isCloseTo(1, within(1e-9));
        assertThat(fitted.weights()[0]).isCloseTo(1.2, within(1e-9));
        assertThat(fitted.weights()[1]).isCloseTo(-0.8, within(1e-9));
        double[] said = fitted.forecast(x, 30, 10);
        for (int h = 0; h < 10; h++) {
            assertThat(said[h]).isCloseTo(x[30 + h], within(1e-8));
        }
    }

    @Test
    void byHand() {
        // Equations 2 = c + a, 2 = c + 2a, 5 = c + 2a, 5 = c + 5a: means 3.5 and 2.5, sums of products 6 and 9.
        Autoregression fitted = Autoregression.fit(new double[] {1, 2, 2, 5, 5}, 1, 0);
        assertThat(fitted.weights()[0]).isCloseTo(6.0 / 9, within(1e-12));
        assertThat(fitted.constant()).isCloseTo(3.5 - 2.5 * 6 / 9, within(1e-12));
        // A variance of 2.8, four equations: a ridge of 0.5 adds 5.6 to the 9.
        Autoregression held = Autoregression.fit(new double[] {1, 2, 2, 5, 5}, 1, 0.5);
        assertThat(held.weights()[0]).isCloseTo(6 / (9 + 0.5 * 2.8 * 4), within(1e-12));
    }

    @Test
    void goesBackToTheMeanOfNoise() {
        CounterRandom random = new CounterRandom(1, 1);
        double[] noise = new double[2000];
        Arrays.setAll(noise, i -> 7 + random.normal(i));
        double[] said = Autoregression.fit(noise, 5, 1e-3).forecast(noise, noise.length, 50);
        assertThat(said[49]).isCloseTo(7, within(0.1));
    }

    @Test
    void whatIsOpenIsZero() {
        double[] line = new double[20];
        Arrays.fill(line, 3);
        double[] said = Autoregression.fit(line, 4, 0).forecast(line, 20, 3);
        assertThat(said).containsExactly(3, 3, 3);
        assertThatThrownBy(() -> Autoregression.fit(new double[4], 3, 0))
                .hasMessage("an autoregression of order 3 needs 5 values, got 4");
    }
}
