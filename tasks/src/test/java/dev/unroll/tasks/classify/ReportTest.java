package dev.unroll.tasks.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Bootstrap.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    /** a: 2 right of 3; b: 1 right of 1, and said once for a; c never comes. */
    private final Report report = new Report(List.of("a", "b", "c"), new int[] {0, 0, 0, 1}, new float[][] {
        {0.5f, 0.25f, 0.25f}, {0.8f, 0.1f, 0.1f}, {0.1f, 0.9f, 0}, {0, 1, 0}
    });

    @Test
    void figures() {
        assertThat(report.confusion().accuracy()).isEqualTo(0.75);
        assertThat(report.confusion().macroF1()).isCloseTo((2 * 2.0 / 5 + 2 * 1.0 / 3) / 2, within(1e-12));
        assertThat(report.loss()).isCloseTo(-(Math.log(0.5) + Math.log(0.8) + Math.log(0.1)) / 4, within(1e-7));
        assertThat(report.confusion().counts()).isDeepEqualTo(new long[][] {{2, 1, 0}, {0, 1, 0}, {0, 0, 0}});
        assertThat(report.worst(9)).containsExactly(2);
        Interval interval = report.accuracyInterval();
        assertThat(interval.low()).isLessThan(0.75);
        assertThat(interval.high()).isEqualTo(1);
        JsonObject json = report.toJson();
        assertThat(json.keys()).contains("accuracy", "macro_f1", "loss", "count");
        // one at 0.5 right; of two at 0.85, on the average, one right; one at 1 right
        assertThat(json.getDouble("calibration_error")).isCloseTo((0.5 + 2 * 0.35 + 0) / 4, within(1e-7));
        assertThat(report.calibration().bins()).hasSize(3);
    }

    /** Of many items the interval is that of the normal distribution. */
    @Test
    void bootstrapIntervalsAreAsWideAsTheyShould() {
        int[] right = new int[400];
        float[][] probabilities = new float[400][];
        for (int i = 0; i < 400; i++) {
            probabilities[i] = i < 300 ? new float[] {1, 0} : new float[] {0, 1};
        }
        Interval interval = new Report(List.of("a", "b"), right, probabilities).accuracyInterval();
        double half = 1.96 * Math.sqrt(0.75 * 0.25 / 400);
        assertThat(interval.low()).isCloseTo(0.75 - half, within(0.006));
        assertThat(interval.high()).isCloseTo(0.75 + half, within(0.006));
    }
}
