package dev.unroll.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DerivativeTest {
    /** Functions that jump are left to {@link #everyFunctionHasItsSlope}: a difference across a jump measures nothing. */
    private static final List<Function> CONTINUOUS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Function.SIGN, Function.STEP)));

    @Test
    void agreesWithCentralDifferencesOnRandomExpressions() {
        int compared = 0;
        for (long seed = 0; seed < 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Expr e = RandomExpr.elementwise(random, CONTINUOUS);
            Map<String, Double> point = point(random);
            double coarse = difference(e, point, 2e-5);
            double fine = difference(e, point, 1e-5);
            // Two step sizes that disagree straddle a kink, and a huge value leaves no digits for the difference: no
            // measurement.
            double tolerance = 1e-6 * (1 + Math.abs(fine));
            if (!(Math.abs(coarse - fine) < tolerance) || !RandomExpr.isBounded(1e4, e, point::get)) {
                continue;
            }
            compared++;
            assertThat(e.derivative("x").evaluate(point::get))
                    .as("seed %d: d/dx %s at %s", seed, e.print(), point)
                    .isCloseTo(fine, within(tolerance));
        }
        assertThat(compared).isGreaterThan(1500);
    }

    @ParameterizedTest
    @EnumSource
    void everyFunctionHasItsSlope(Function function) {
        Expr x = Expr.var("x");
        Expr e = function.arity() == 1 ? Expr.call(function, x) : Expr.call(function, x, Expr.var("y"));
        for (double at : new double[] {0.3, 0.8, 2.5}) {
            for (double sign :
                    function == Function.LOG || function == Function.SQRT ? new int[] {1} : new int[] {1, -1}) {
                Map<String, Double> point = Map.of("x", sign * at, "y", 0.5);
                double slope = e.derivative("x").evaluate(point::get);
                assertThat(slope).isCloseTo(difference(e, point, 1e-6), within(1e-8 * (1 + Math.abs(slope))));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tanh(x)         | 1 - tanh(x)^2
            sigmoid(x)      | sigmoid(x) * (1 - sigmoid(x))
            exp(x)          | exp(x)
            sqrt(x)         | 0.5 / sqrt(x)
            softplus(x)     | sigmoid(x)
            relu(x)         | step(x)
            max(x, 0)       | step(x)
            max(x, y)       | step(x - y)
            min(y, x)       | 1 - step(x - y)
            x^2             | 2 * x
            y / x           | -(y / x / x)
            x / y           | 1 / y
            -x * y + 3      | -y
            log(y)          | 0
            f * c + i * x   | i
            """)
    void isWrittenThroughTheFunctionsOwnValue(String text, String derivative) {
        assertThat(Expr.parse(text).derivative("x").print()).isEqualTo(derivative);
    }

    @Test
    void aMatrixProductHasNoElementwiseDerivative() {
        assertThatThrownBy(() -> Expr.parse("tanh(W x)").derivative("x")).hasMessageContaining("W x");
        assertThat(Expr.parse("y * W h").derivative("x")).isEqualTo(Expr.of(0));
    }

    private static Map<String, Double> point(SplittableRandom random) {
        Map<String, Double> point = new HashMap<>();
        RandomExpr.NAMES.forEach(name -> point.put(name, random.nextDouble(-2, 2)));
        return point;
    }

    private static double difference(Expr e, Map<String, Double> point, double step) {
        return (at(e, point, step) - at(e, point, -step)) / (2 * step);
    }

    private static double at(Expr e, Map<String, Double> point, double step) {
        return e.evaluate(name -> point.get(name) + (name.equals("x") ? step : 0));
    }
}
