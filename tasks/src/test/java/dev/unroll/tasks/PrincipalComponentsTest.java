package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
    @Test
    void theFirstAxisIsTheLongest() {
        Random random = new Random(1);
        float[][] points = new float[2000][3];
        for (float[] p : points) {
            // Along (3, 4, 0) / 5 with deviation 10, across it 2, upward 0.5.
            double along = 10 * random.nextGaussian();
            double across = 2 * random.nextGaussian();
            p[0] = (float) (7 + 0.6 * along - 0.8 * across);
            p[1] = (float) (-3 + 0.8 * along + 0.6 * across);
            p[2] = (float) (0.5 * random.nextGaussian());
        }
        double[][] turned = PrincipalComponents.of(points, 3);
        double[] deviations = {10, 2, 0.5};
        for (int c = 0; c < 3; c++) {
            double mean = 0;
            double squares = 0;
            for (double[] p : turned) {
                mean += p[c] / turned.length;
                squares += p[c] * p[c] / turned.length;
            }
            assertThat(mean).isCloseTo(0, within(1e-6));
            assertThat(Math.sqrt(squares)).isCloseTo(deviations[c], within(0.05 * deviations[c]));
        }
    }
}
