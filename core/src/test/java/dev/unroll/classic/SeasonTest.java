package dev.unroll.classic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SeasonTest {
    private static final CounterRandom NOISE = new CounterRandom(1, 1);

    private static int season(int count, IntToDoubleFunction value) {
        double[] series = new double[count];
        Arrays.setAll(series, value);
        return Season.of(series, 1000);
    }

    @Test
    void findsWhatComesRound() {
        assertThat(season(200, t -> Math.sin(2 * Math.PI * t / 12) + 0.5 * NOISE.normal(t)))
                .isEqualTo(12);
        assertThat(season(150, t -> 0.3 * t + 5 * (t % 7 == 0 ? 1 : 0))).isEqualTo(7);
        assertThat(season(1500, t -> Math.sin(2 * Math.PI * t / 365) + 0.5 * NOISE.normal(t)))
                .isBetween(355, 375);
    }

    @Test
    void underALevelThatWanders() {
        double[] level = new double[3000];
        for (int t = 1; t < level.length; t++) {
            level[t] = level[t - 1] + NOISE.normal(t);
        }
        assertThat(season(3000, t -> level[t] + 3 * Math.sin(2 * Math.PI * t / 24)))
                .isEqualTo(24);
        assertThat(season(3000, t -> level[t])).isEqualTo(1);
    }

    @Test
    void findsNoneInNoiseOrALine() {
        assertThat(season(300, NOISE::normal)).isEqualTo(1);
        assertThat(season(100, t -> 2 * t + 1)).isEqualTo(1);
        assertThat(season(100, t -> 5)).isEqualTo(1);
        assertThat(season(3, t -> t)).isEqualTo(1);
    }
}
