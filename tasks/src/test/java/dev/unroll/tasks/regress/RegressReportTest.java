package dev.unroll.tasks.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.tasks.Figure;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class RegressReportTest {
    @Test
    void ranksShareThePlacesOfEqualNumbers() {
        assertThat(Ranks.of(3, -1, 3, 0, -0f, 1e9f)).containsExactly(4.5f, 1, 4.5f, 2.5f, 2.5f, 6);
        assertThat(Ranks.of()).isEmpty();
    }

    /** Computed by hand: errors 1, 0, -1, 2; the mean is 2.5, and squares about it sum to 5. */
    @Test
    void figures() {
        RegressReport report =
                new RegressReport(new float[] {1, 2, 3, 4}, new float[][] {{2}, {2}, {2}, {6}}, 0, List.of(), 2, 1);
        SequencedMap<String, Figure> figures = report.figures();
        assertThat(figures.keySet()).containsExactly("rmse", "mae", "r2", "pearson", "spearman");
        assertThat(figures.get("rmse").value()).isCloseTo(Math.sqrt(1.5), within(1e-12));
        assertThat(figures.get("mae").value()).isCloseTo(1, within(1e-12));
        assertThat(figures.get("r2").value()).isCloseTo(1 - 6.0 / 5, within(1e-12));
        // means 2.5 and 3; products (-1.5)(-1) + (-0.5)(-1) + 0.5(-1) + 1.5 · 3 = 6; squares 5 and 12
        assertThat(figures.get("pearson").value()).isCloseTo(6 / Math.sqrt(60), within(1e-6));
        // ranks 1 2 3 4 and 2 2 2 4: products (-1.5)(-0.5) + (-0.5)(-0.5) + 0.5(-0.5) + 1.5 · 1.5 = 3; squares 5 and 3
        assertThat(figures.get("spearman").value()).isCloseTo(3 / Math.sqrt(15), within(1e-6));
        assertThat(figures.get("mae").interval().low()).isLessThan(1);
        assertThat(figures.get("mae").interval().high()).isBetween(1.0, 2.0);
        assertThat(report.guessRmse()).isCloseTo(Math.sqrt(6 / 4.0), within(1e-12));
        assertThat(report.guessMae()).isCloseTo(1, within(1e-12));
        assertThat(report.worst(2)).containsExactly(3, 0);
        assertThat(report.toJson().keys()).contains("rmse", "rmse_95", "guess_rmse", "outside");
    }

    @Test
    void quantilesSayHowManyLieBelow() {
        RegressReport report = new RegressReport(
                new float[] {1, 2, 3, 4}, new float[][] {{0, 3}, {0, 3}, {3, 4}, {5, 6}}, 0, List.of(0.1, 0.9), 2, 0);
        assertThat(report.below()).containsExactly(0.25, 1.0);
        assertThat(report.toJson().getDoubles("below")).containsExactly(0.25, 1.0);
    }
}
