package dev.unroll.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Named expressions; their values are compared with libtorch's elsewhere. */
class ActivationTest {
    @ParameterizedTest
    @EnumSource(Activation.class)
    void isReadAsItsDefinitionAndHasItsSlope(Activation activation) {
        String arguments = "x, 0.3, 1.7".substring(0, activation.arity() * 5 - 4);
        Expr e = Expr.parse(activation.spelling() + "(" + arguments + ")");
        assertThat(Expr.parse(e.print())).isEqualTo(e);
        Expr slope = e.derivative("x");
        for (double x = -3.3; x < 4; x += 0.5) {
            double at = x;
            double difference = (e.evaluate(n -> at + 1e-5) - e.evaluate(n -> at - 1e-5)) / 2e-5;
            assertThat(slope.evaluate(n -> at)).isCloseTo(difference, within(1e-8));
        }
    }

    @Test
    void anArgumentIsPutInEverywhere() {
        assertThat(Expr.parse("silu(a + b)")).isEqualTo(Expr.parse("(a + b) * sigmoid(a + b)"));
        assertThat(Expr.parse("rbf(silu(y), x, s)")).isEqualTo(Expr.parse("exp(-((x - y * sigmoid(y)) / s)^2)"));
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Expr.parse("rbf(a)")).hasMessageContaining("rbf takes 3 arguments, found 1");
        assertThatThrownBy(() -> Expr.parse("gleu(a)")).hasMessageContaining("did you mean gelu?");
        assertThatThrownBy(() -> Expr.parse("gelu(gelu(gelu(gelu(a))))"))
                .hasMessageContaining("more than 200 operations");
    }
}
