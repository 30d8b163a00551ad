package dev.unroll.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExprParserTest {
    @Test
    void whatIsPrintedIsReadBack() {
        for (long seed = 0; seed < 3000; seed++) {
            Expr e = RandomExpr.any(new SplittableRandom(seed));
            if (Traversal.size(e) < 100) {
                assertThat(Expr.parse(e.print()))
                        .as("seed %d: %s", seed, e.print())
                        .isEqualTo(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a - b - c                    | a - b - c
            a - (b - c)                  | a - (b - c)
            (a * b) + (c / d) / e        | a * b + c / d / e
            a / (b * c)                  | a / (b * c)
            -x^2                         | -x^2
            (-x)^2                       | (-x)^2
            -2^2                         | -2^2
            (-2)^2                       | (-2)^2
            -a * b                       | -a * b
            -(a * b)                     | -(a * b)
            -(2)                         | -(2)
            --2                          | --2
            a - -2                       | a - -2
            x * x * x                    | x^3
            x * (x * x)                  | x * x^2
            x^8 * x                      | x^8 * x
            .5 + 1e-3 + 2.0 + 1E+2       | 0.5 + 0.001 + 2 + 100
            max(a, (b))                  | max(a, b)
            W h + U (r * h) - -V tanh(x) | W h + U (r * h) - -V tanh(x)
            W U x                        | W (U x)
            σ(x) ⊙ y · z − x²∘c' × c′    | sigmoid(x) * y * z - x^2 * c' * c'
            """)
    void printsWithTheParenthesesItNeeds(String text, String printed) {
        assertThat(Expr.parse(text).print()).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', textBlock = """
            2 + 3 * 4 = 14
            2 - 3 - 4 = -5
            24 / 4 / 2 = 3
            -2^2 = -4
            (-2)^2 = 4
            2 * -3^3 = -54
            -3 * -2 = 6
            max(2, 3) - min(2, 3) = 1
            """)
    void meansWhatArithmeticMeans(String text, double value) {
        assertThat(Expr.parse(text).evaluate(name -> Double.NaN)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a + tahn(x)    | 5  | unknown function tahn                     | did you mean tanh?
            frobnicate(x)  | 1  | unknown function frobnicate               | the functions are exp
            a +            | 4  | expected a number, a name or (, found the end |
            a + * b        | 5  | expected a number, a name or (, found *   |
            (a + b         | 7  | expected ), found the end                 |
            a + b)         | 6  | expected an operator or the end, found )  |
            (a b)          | 4  | expected an operator (+ - * /) before b   | only a matrix
            2x             | 2  | expected an operator (+ - * /) before x   | only a matrix
            max(a)         | 1  | max takes 2 arguments, found 1            |
            tanh(a, b)     | 1  | tanh takes 1 argument, found 2            |
            x^0.5          | 3  | expected a whole exponent from 1 to 8     | exp(p * log(x))
            x^-1           | 3  | expected a whole exponent from 1 to 8     | exp(p * log(x))
            W h^2          | 4  | the power of a product can be read in two | write W (h^2) or (W h)^2
            1 + 1e999      | 5  | the number 1e999 is too large             |
            a ? b          | 3  | unexpected character ?                    |
            h_{t-1         | 3  | this brace is never closed                |
            """)
    void saysWhatIsWrongAndWhere(String text, int column, String problem, String remedy) {
        ExprException e = catchThrowableOfType(ExprException.class, () -> Expr.parse(text));
        assertThat(e.line()).isEqualTo(1);
        assertThat(e.column()).isEqualTo(column);
        assertThat(e.problem()).startsWith(problem);
        assertThat(e.remedy()).contains(remedy == null ? "" : remedy);
    }

    @Test
    void theMessageShowsTheLineWithACaret() {
        assertThatThrownBy(() -> Expr.parse("a +\n\tb * tahn(x)\n"))
                .hasMessage("line 2, column 6: unknown function tahn\n"
                        + "    \tb * tahn(x)\n"
                        + "    \t    ^\n"
                        + "did you mean tanh?");
    }

    @Test
    void aTooLargeExpressionIsRefusedBeforeItIsBuilt() {
        String deep = "(".repeat(100_000) + "x" + ")".repeat(100_000);
        String wide = "x" + " + x".repeat(100_000);
        String powers = "x" + "^8)".repeat(50);
        for (String text : new String[] {deep, wide, "(".repeat(50) + powers, "-".repeat(100_000) + "x"}) {
            assertThatThrownBy(() -> Expr.parse(text))
                    .isInstanceOf(ExprException.class)
                    .hasMessageContaining("more than 200 operations");
        }
    }

    @Test
    void aConstantIsFinite() {
        assertThatThrownBy(() -> Expr.of(Double.NaN)).hasMessageContaining("finite");
    }
}
