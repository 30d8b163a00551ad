package dev.unroll.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /** Ten animals of three kinds: by hand. */
    private static Confusion animals() {
        Confusion confusion = new Confusion(4); // the fourth never comes
        int[][] counts = {{4, 1, 0}, {0, 2, 1}, {1, 0, 1}};
        for (int r = 0; r < 3; r++) {
            for (int s = 0; s < 3; s++) {
                for (int i = 0; i < counts[r][s]; i++) {
                    confusion.add(r, s);
                }
            }
        }
        return confusion;
    }

    @Test
    void figuresOfAConfusion() {
        Confusion confusion = animals();
        assertThat(confusion.count()).isEqualTo(10);
        assertThat(confusion.count(0, 1)).isEqualTo(1);
        assertThat(confusion.accuracy()).isEqualTo(0.7);
        assertThat(confusion.precision(0)).isEqualTo(4 / 5.0);
        assertThat(confusion.recall(1)).isEqualTo(2 / 3.0);
        assertThat(confusion.f1(0)).isEqualTo(0.8);
        assertThat(confusion.f1(1)).isEqualTo(2 / 3.0);
        assertThat(confusion.f1(2)).isEqualTo(0.5);
        assertThat(confusion.f1(3)).isNaN();
        assertThat(confusion.macroF1()).isCloseTo((0.8 + 2 / 3.0 + 0.5) / 3, within(1e-15));
        assertThat(confusion.microF1(0, 1, 2, 3)).isEqualTo(confusion.accuracy());
        assertThat(confusion.microF1(1, 2)).isEqualTo(2.0 * 3 / (5 + 5));
    }

    @Test
    void aHistogramHasEveryNumberInItsBin() {
        Histogram histogram = Histogram.of(new float[] {-1, 3, 0.5f, 0.9f, 1, 1}, 4);
        assertThat(histogram.counts()).containsExactly(1, 2, 2, 1);
        assertThat(histogram.limits()).containsExactly(0, 1, 2, 3);
        assertThat(histogram.count()).isEqualTo(6);
        assertThat(histogram.norm()).isCloseTo(Math.sqrt(1 + 9 + 0.25 + 0.81 + 2), within(1e-6));
        assertThat(Histogram.of(new float[] {2, 2}, 4).counts()).containsExactly(2);
        assertThat(Histogram.of(new float[] {-Float.MAX_VALUE, Float.MAX_VALUE}, 3)
                        .counts())
                .containsExactly(1, 0, 1);
    }

    @Test
    void nothingAnsweredHasNoFigures() {
        assertThat(new Confusion(2).accuracy()).isNaN();
        assertThat(new Confusion(2).macroF1()).isNaN();
        assertThat(new Calibration(10).error()).isNaN();
        assertThat(new MeanLoss().nats()).isNaN();
    }

    @Test
    void aMeanLossIsTheSameInWhateverBatches() {
        MeanLoss whole = new MeanLoss();
        MeanLoss parts = new MeanLoss();
        whole.add(1.5, 8);
        parts.add(1, 4);
        parts.add(2, 4);
        assertThat(parts.nats()).isEqualTo(whole.nats());
        assertThat(parts.count()).isEqualTo(8);
        MeanLoss coin = new MeanLoss();
        coin.add(0.5);
        assertThat(coin.bits()).isCloseTo(1, within(1e-15));
        assertThat(coin.perplexity()).isCloseTo(2, within(1e-15));
        coin.add(0);
        assertThat(coin.nats()).isFinite();
    }

    @Test
    void answersAsGoodAsTheySayAreCalibrated() {
        Calibration good = new Calibration(10);
        IntStream.range(0, 100).forEach(i -> good.add(0.75, i % 4 > 0));
        assertThat(good.error()).isCloseTo(0, within(1e-15));
        assertThat(good.bins()).containsExactly(new Calibration.Bin(0.7, 0.8, 100, 0.75, 0.75));
    }

    @Test
    void theErrorIsTheMeanGap() {
        Calibration sure = new Calibration(10);
        for (int i = 0; i < 10; i++) {
            sure.add(0.95, i < 6); // 0.35 too sure
            sure.add(0.55, i < 8); // 0.25 too timid
        }
        assertThat(sure.error()).isCloseTo(0.3, within(1e-12));
        assertThat(sure.bins()).hasSize(2);
        assertThat(sure.bins().getLast().accuracy()).isEqualTo(0.6);
    }

    @Test
    void theBoundsBelongToTheBinsBelow() {
        Calibration calibration = new Calibration(2);
        calibration.add(0, false);
        calibration.add(0.5, true);
        calibration.add(1, true);
        assertThat(calibration.bins()).extracting(Calibration.Bin::count).containsExactly(2L, 1L);
        assertThatThrownBy(() -> calibration.add(1.5, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> calibration.add(Double.NaN, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calibration(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
