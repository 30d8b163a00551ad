package dev.unroll.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.testing.TapeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The gradient of every operation is the slope of its output along a direction. */
class OpGradientTest {
    private final TapeCheck check = new TapeCheck();
    private final Engine engine = check.engine();

    private Tensor parameter(int... shape) {
        return check.parameter(shape);
    }

    private void check(Function<Tape, Tensor> f, Tensor... parameters) {
        check.check(f, parameters);
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
        check(tape -> tape.mean(a), a);
    }

    @Test
    void softmax() {
        Tensor a = parameter(70, 3);
        check(tape -> tape.softmax(a), a);
        check(tape -> tape.logSoftmax(a), a);
        Tensor one = parameter(4);
        check(tape -> tape.softmax(one), one);
    }

    @Test
    void softmaxOfLargeNumbersIsFinite() {
        Tape tape = Tape.inference(engine);
        Tensor a = Tensor.of(new float[] {1000, 0, -1000, 7, 7, 7}, 2, 3);
        assertThat(tape.softmax(a).data()).containsExactly(1, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f);
        assertThat(tape.logSoftmax(a).data()).startsWith(0, -1000, -2000);
    }

    @Test
    void maxout() {
        // far enough apart that no step of the differences makes another one the largest
        Tensor a = Tensor.parameter(new float[] {3, 1, -2, -9, 5, -5, 1, 4, 2, -8, -9, -7}, 2, 6);
        assertThat(Tape.inference(engine).maxout(a, 3).data()).containsExactly(3, 5, 4, -7);
        check(tape -> tape.maxout(a, 3), a);
        check(tape -> tape.maxout(a, 2), a);
    }

    @Test
    void aWeightedLoss() {
        Tensor w = parameter(3, 4);
        for (boolean fresh : new boolean[] {true, false}) {
            float[][] gradients = new float[2][];
            for (int i = 0; i < 2; i++) {
                w.clearGradient();
                Tape tape = new Tape(engine);
                Tensor logits = tape.map(Expr.parse("2 * w"), List.of("w"), w);
                if (!fresh) {
                    tape.backward(tape.sum(logits, 0)); // a gradient is there already
                }
                tape.backward(tape.crossEntropy(logits, new int[] {1, 0, 3}), i == 0 ? 1 : 0.25f);
                gradients[i] = w.gradient().clone();
            }
            for (int k = 0; k < w.size(); k++) {
                assertThat(gradients[1][k]).isEqualTo(0.25f * gradients[0][k]);
            }
        }
    }

    @Test
    void rowsAndColumnsTakenAndJoined() {
        Tensor a = parameter(6, 5);
        Tensor b = parameter(4, 3);
        check(tape -> tape.gather(a, new int[] {4, 0, 4, 1}), a);
        check(tape -> tape.gather(a, new int[] {5, 5}, 1, 3), a);
        check(tape -> tape.concatenate(List.of(tape.gather(a, new int[] {4, 0, 4, 1}), b, b)), a, b);
        Tensor c = parameter(2, 3);
        check(tape -> tape.below(List.of(b, c, b)), b, c);
        Tape tape = new Tape(engine);
        assertThatThrownBy(() -> tape.below(List.of(a, b))).hasMessageEndingWith("are no tables of one width");
        assertThat(tape.gather(a, new int[] {2}, 1, 3).data()).containsExactly(a.data()[11], a.data()[12]);
        assertThatThrownBy(() -> tape.gather(a, new int[] {6})).hasMessage("gather: row 6 of Tensor[6, 5] tracked");
        assertThatThrownBy(() -> tape.gather(a, new int[] {1}, 2, 6)).hasMessageStartingWith("gather: columns 2 to 6");
        assertThatThrownBy(() -> tape.concatenate(List.of(a, b))).hasMessageEndingWith("tables with as many rows");
    }

    /** Three sequences of at most four steps; what lies past their ends is left out. */
    @Test
    void overTime() {
        Tensor h = parameter(12, 2);
        int[] lengths = {4, 1, 2};
        check(tape -> tape.meanOverTime(h, lengths), h);
        check(tape -> tape.maxOverTime(h, lengths), h);
        Tensor counted = Tensor.of(new float[] {1, 2, 3, 4, 50, 6, 7, 80, 90, 10, 110, 120}, 12, 1);
        Tape tape = new Tape(engine);
        assertThat(tape.meanOverTime(counted, lengths).data()).containsExactly(5.5f, 2, 4.5f);
        assertThat(tape.maxOverTime(counted, lengths).data()).containsExactly(10, 2, 6);
        assertThatThrownBy(() -> tape.maxOverTime(counted, new int[] {4, 0, 1})).hasMessageEndingWith("must be 1 to 4");
        assertThatThrownBy(() -> tape.meanOverTime(counted, new int[5]))
                .hasMessage("over time: Tensor[12, 1] is not a batch of 5 sequences");
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
