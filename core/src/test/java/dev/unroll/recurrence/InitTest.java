package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitTest {
    private static final CounterRandom RANDOM = new CounterRandom(3, 1);

    @Test
    void uniformOnesReachTheirBoundAndNoFurther() {
        int n = 60;
        int m = 400;
        checkUniform(new Init.FanIn(), n, m, 1 / Math.sqrt(400));
        checkUniform(new Init.Glorot(), n, m, Math.sqrt(6) / Math.sqrt(460));
        checkUniform(new Init.Uniform(0.08), n, m, 0.08);
    }

    private static void checkUniform(Init init, int n, int m, double bound) {
        double largest = 0;
        double squares = 0;
        for (float v : init.draw(n, m, RANDOM)) {
            largest = Math.max(largest, Math.abs(v));
            squares += (double) v * v;
        }
        assertThat(largest).isBetween(0.999 * bound, bound * (1 + 1e-6));
        assertThat(squares / (n * m)).isCloseTo(bound * bound / 3, within(0.02 * bound * bound));
    }

    @Test
    void normalOnesHaveTheirDeviation() {
        for (Init init : new Init[] {new Init.He(), new Init.Normal(Math.sqrt(2.0 / 400))}) {
            double squares = 0;
            double sum = 0;
            for (float v : init.draw(60, 400, RANDOM)) {
                squares += (double) v * v;
                sum += v;
            }
            assertThat(squares / 24_000).isCloseTo(2.0 / 400, within(0.03 * 2 / 400));
            assertThat(sum / 24_000).isCloseTo(0, within(0.002));
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "5, 9", "9, 5", "1, 4", "64, 64"})
    void orthogonalOnesHaveOrthonormalRowsOrColumns(int n, int m) {
        float[] q = new Init.Orthogonal().draw(n, m, RANDOM);
        int count = Math.min(n, m);
        int length = Math.max(n, m);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int i = 0; i < length; i++) {
                    dot += (double) (n <= m ? q[a * m + i] : q[i * m + a]) * (n <= m ? q[b * m + i] : q[i * m + b]);
                }
                assertThat(dot).isCloseTo(a == b ? 1 : 0, within(2e-7));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0.125"})
    void whatACellDoesNotSayDependsOnWhetherXIsAToken(boolean tokens, double ofInput) {
        Cell cell = Cell.library("lstm");
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Layer layer = new Layer(engine, Plan.of(cell), 100, tokens, 64);
            layer.initialise(1, "");
            assertThat(largest(layer.parameter("Wxi"))).isBetween(0.99 * ofInput, ofInput);
            assertThat(largest(layer.parameter("Whi"))).isBetween(0.99 * 0.125, 0.125);
            assertThat(largest(layer.parameter("bf"))).isOne();
        }
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    @Test
    void theIdentityMayBeOblong() {
        assertThat(new Init.Identity().draw(2, 3, RANDOM)).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(new Init.Constant(0.5).draw(1, 2, RANDOM)).containsExactly(0.5f, 0.5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanin", "glorot", "he", "orthogonal", "identity", "uniform(0.08)", "normal(0.01)", "0.5"})
    void standInCells(String init) {
        String text = "h' = tanh(Wxh x + Whh h)\ninit Whh = " + init + "\n";
        Cell cell = Cell.parse("my", text);
        assertThat(cell.print()).isEqualTo(text);
        assertThat(cell.inits().get("Whh").print()).isEqualTo(init);
    }

    @Test
    void aVectorCannotStartAsAMatrix() {
        assertThatThrownBy(() -> Cell.parse("my", "h' = tanh(Wxh x + Whh h + b)\ninit b = orthogonal"))
                .hasMessageContaining("b is a vector; only a matrix can start as orthogonal");
        assertThatThrownBy(() -> Cell.parse("my", "h' = tanh(Wxh x + Whh h)\ninit Whh = glorott"))
                .hasMessageContaining("unknown initialiser glorott")
                .hasMessageEndingWith("did you mean glorot?");
    }
}
