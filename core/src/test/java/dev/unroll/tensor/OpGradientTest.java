package dev.unroll.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The gradient of every operation is the slope of its output along a direction. */
class OpGradientTest {
    /** Of the differences, whose error is about h⁴; that of rounding is about 1e-7 / h. */
    private static final double STEP = 0.04;

    /** Relative to the gradient's norm. */
    private static final double WITHIN = 2e-5;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = Engine.of(new ScalarKernels(), 1);

    private Tensor parameter(int... shape) {
        float[] values = new float[Tensor.size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(values, shape);
    }

    /** Checks ⟨weights, f⟩ by each of the parameters that f is made of. */
    private void check(Function<Tape, Tensor> f, Tensor... parameters) {
        Arrays.stream(parameters).forEach(Tensor::clearGradient);
        Tape tape = new Tape(engine);
        Tensor y = f.apply(tape);
        float[] weights = parameter(y.shape()).data();
        Tensor weighted = tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(weights, y.shape()), y);
        tape.backward(tape.sum(weighted));
        for (Tensor p : parameters) {
            float[] gradient = p.gradient();
            double[] direction = direction(gradient);
            double slope = 0;
            for (int i = 0; i < gradient.length; i++) {
                slope += gradient[i] * direction[i];
            }
            double difference = (8 * (value(f, weights, p, direction, STEP) - value(f, weights, p, direction, -STEP))
                            - (value(f, weights, p, direction, 2 * STEP) - value(f, weights, p, direction, -2 * STEP)))
                    / (12 * STEP);
            assertThat(slope).as("by %s", p).isCloseTo(difference, within(WITHIN * Math.abs(difference)));
        }
    }

    /** A unit vector with a good part along the gradient, so that the slope is not small beside it. */
    private double[] direction(float[] gradient) {
        double norm = norm(gradient);
        assertThat(norm).isGreaterThan(0);
        double[] direction = new double[gradient.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = 0.8 * gradient[i] / norm + 0.6 * random.nextGaussian() / Math.sqrt(gradient.length);
        }
        return direction;
    }

    private static double norm(float[] a) {
        double squares = 0;
        for (float v : a) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    private double value(Function<Tape, Tensor> f, float[] weights, Tensor p, double[] direction, double step) {
        float[] origin = p.data().clone();
        for (int i = 0; i < origin.length; i++) {
            p.data()[i] = (float) (origin[i] + step * direction[i]);
        }
        float[] y = f.apply(Tape.inference(engine)).data();
        System.arraycopy(origin, 0, p.data(), 0, origin.length);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) weights[i] * y[i];
        }
        return sum;
    }

    @Test
    void products() {
        Tensor a = parameter(3, 5);
        Tensor b = parameter(5, 4);
        Tensor c = parameter(4, 5);
        check(tape -> tape.matmul(a, b), a, b);
        check(tape -> tape.matmulTransposed(a, c), a, c);
        Tensor bias = parameter(4);
        check(tape -> tape.linear(a, c, bias), a, c, bias);
    }

    @Test
    void elementwise() {
        Tensor a = parameter(3, 5);
        Tensor b = parameter(3, 5);
        Tensor row = parameter(5);
        Expr smooth = Expr.parse("tanh(a) * sigmoid(b) + softplus(a * b) / (2 + cos(b)) - exp(0.1 * a)");
        check(tape -> tape.map(smooth, List.of("a", "b"), a, b), a, b);
        Expr withRow = Expr.parse("sin(a + r) * r");
        check(tape -> tape.map(withRow, List.of("a", "r"), a, row), a, row);
        check(tape -> tape.map(withRow, List.of("r", "a"), row, b), b, row);
    }

    @Test
    void sum() {
        Tensor a = parameter(7, 9);
        check(tape -> tape.sum(a), a);
    }

    @Test
    void crossEntropyWithIgnoredRows() {
        Tensor x = parameter(4, 3);
        Tensor w = parameter(6, 3);
        Tensor b = parameter(6);
        int[] targets = {5, -1, 0, 2};
        check(tape -> tape.crossEntropy(tape.linear(x, w, b), targets), x, w, b);
    }

    /** The usual case, where the loss's gradient is 1 and the logits' array becomes their gradient. */
    @Test
    void crossEntropyAsTheLoss() {
        Tensor w = parameter(1, 3);
        Tape tape = new Tape(engine);
        Tensor one = Tensor.of(new float[] {1}, 1, 1);
        tape.backward(tape.crossEntropy(tape.matmul(one, w), new int[] {1}));
        double[] e = new double[3];
        Arrays.setAll(e, i -> Math.exp(w.data()[i]));
        double sum = e[0] + e[1] + e[2];
        for (int i = 0; i < 3; i++) {
            assertThat(w.gradient()[i]).isCloseTo((float) (e[i] / sum - (i == 1 ? 1 : 0)), within(1e-6f));
        }
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor a = parameter(4, 4);
        check(tape -> tape.matmul(a, a), a);
        check(tape -> tape.map(Expr.parse("x * y"), List.of("x", "y"), a, a), a);
        check(tape -> tape.matmul(tape.map(Expr.parse("tanh(x)"), List.of("x"), a), tape.matmulTransposed(a, a)), a);
        Tensor bias = parameter(4);
        check(tape -> tape.linear(tape.linear(a, a, bias), a, bias), a, bias);
        check(
                tape -> {
                    Tensor h = tape.matmul(a, a);
                    return tape.apply(new MyRelu(), tape.map(Expr.parse("h * h + 0.5"), List.of("h"), h));
                },
                a);
    }

    @Test
    void gradientsOfTwoBackwardPassesAddUp() {
        Tensor a = parameter(5);
        Tape tape = new Tape(engine);
        for (int pass = 0; pass < 2; pass++) {
            tape.backward(tape.sum(a));
            tape.reset();
        }
        assertThat(a.gradient()).containsOnly(2);
        a.clearGradient();
        assertThat(a.gradient()).containsOnly(0);
    }

    @Test
    void anOperationOfAUsersOwn() {
        Tensor x = Tensor.parameter(new float[] {-2, -0.5f, 0.5f, 3}, 4);
        Tape tape = new Tape(engine);
        Tensor y = tape.apply(new MyRelu(), x);
        assertThat(y.data()).containsExactly(0, 0, 0.5f, 3);
        tape.backward(tape.sum(tape.map(Expr.parse("10 * y"), List.of("y"), y)));
        assertThat(x.gradient()).containsExactly(0, 0, 10, 10);
        check(t -> t.apply(new MyRelu(), x), x);
    }

    @Test
    void theDocumentedOperationIsTheOneThatIsTested() throws IOException {
        String page = Files.readString(Path.of("src/main/java/dev/unroll/tensor/CustomOp.java"));
        String example = page.substring(page.indexOf("{@code") + 6, page.indexOf("}</pre>"))
                .replace("\n *", "\n");
        String tested = Files.readString(Path.of("src/test/java/dev/unroll/tensor/MyRelu.java"));
        assertThat(tested.replaceAll("\\s+", " ")).endsWith(example.strip().replaceAll("\\s+", " ") + " ");
    }

    @Test
    void aChainOfTenThousandOperationsNeedsNoStack() {
        Tensor x = Tensor.parameter(new float[] {0, 1}, 2);
        Tape tape = new Tape(engine);
        Tensor y = x;
        for (int i = 0; i < 10_000; i++) {
            y = tape.map(Expr.parse("y + 1"), List.of("y"), y);
        }
        assertThat(y.data()).containsExactly(10_000, 10_001);
        tape.backward(tape.sum(y));
        assertThat(x.gradient()).containsExactly(1, 1);
    }
}
