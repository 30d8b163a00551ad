package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpectrumTest {
    private static void isClose(double[][] matrix, double radius, double largestSingularValue) {
        Spectrum spectrum = Spectrum.of(matrix);
        assertThat(spectrum.radius()).isCloseTo(radius, within(1e-9));
        assertThat(spectrum.largestSingularValue()).isCloseTo(largestSingularValue, within(1e-9));
    }

    @Test
    void aRotationStretchesByItsFactor() {
        isClose(new double[][] {{0, -2}, {2, 0}}, 2, 2); // its eigenvalues are ±2i
    }

    @Test
    void stretchingOnceIsNotStretchingForEver() {
        isClose(new double[][] {{0, 5}, {0, 0}}, 0, 5); // nothing is left after two applications
    }

    @Test
    void aSingularMatrixAndASingleNumber() {
        isClose(new double[][] {{1, 2}, {2, 4}}, 5, 5);
        isClose(new double[][] {{-3}}, 3, 3);
        isClose(new double[][] {{0}}, 0, 0);
    }

    @Test
    void whatIsNotFiniteHasNone() {
        assertThat(Spectrum.of(new double[][] {{1, 0}, {0, Double.NaN}}).radius())
                .isNaN();
        assertThat(Spectrum.of(new double[][] {{1, 0}, {0, Double.POSITIVE_INFINITY}})
                        .largestSingularValue())
                .isNaN();
    }
}
