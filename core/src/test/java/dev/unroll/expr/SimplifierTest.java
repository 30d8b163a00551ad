package dev.unroll.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimplifierTest {
    @Test
    void keepsEveryValueToTheLastBit() {
        int changed = 0;
        for (long seed = 0; seed < 5000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Expr e = RandomExpr.elementwise(random, List.of(Function.values()));
            Expr simple = e.simplify();
            changed += simple.equals(e) ? 0 : 1;
            double[] at = random.doubles(RandomExpr.NAMES.size(), -2, 2).toArray();
            ToDoubleFunction<String> values = name -> at[RandomExpr.NAMES.indexOf(name)];
            if (RandomExpr.isBounded(Double.MAX_VALUE, e, values)) {
                // Adding zero makes the two zeros the same.
                assertThat(simple.evaluate(values) + 0.0)
                        .as("seed %d: %s", seed, e.print())
                        .isEqualTo(e.evaluate(values) + 0.0);
            }
        }
        assertThat(changed).isGreaterThan(1000);
    }

    @Test
    void whatIsSimpleStaysAsItIs() {
        for (long seed = 0; seed < 2000; seed++) {
            Expr simple = RandomExpr.any(new SplittableRandom(seed)).simplify();
            assertThat(simple.simplify())
                    .as("seed %d: %s", seed, simple.print())
                    .isEqualTo(simple);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 * 3 + 1            | 7
            sqrt(4) * x          | 2 * x
            x * 1 + 0 * y        | x
            1 * (0 + x) / 1      | x
            --x                  | x
            -(a - b)             | b - a
            a - -b               | a + b
            -a + b               | b - a
            -a * b               | -(a * b)
            -a * -b              | a * b
            x * -1               | -x
            0 - x                | -x
            tanh(x) - tanh(x)    | 0
            W (1 * h) * 1        | W h
            0 * (1 / x)          | 0 * (1 / x)
            0 * log(x)           | 0 * log(x)
            0 / x                | 0 / x
            log(0) + x           | log(0) + x
            2 * (3 * x)          | 2 * (3 * x)
            """)
    void dropsWhatIsNeutralAndKeepsWhatCouldMatter(String text, String simple) {
        assertThat(Expr.parse(text).simplify().print()).isEqualTo(simple);
    }
}
