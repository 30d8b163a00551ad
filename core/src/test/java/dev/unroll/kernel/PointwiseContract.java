package dev.unroll.kernel;

import static dev.unroll.expr.Expr.call;
import static dev.unroll.expr.Expr.of;
import static dev.unroll.expr.Expr.var;
import static dev.unroll.expr.Function.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every compiled program must do, checked against {@link Expr#evaluate} in double. */
public abstract class PointwiseContract {
    protected final Kernels kernels;

    protected PointwiseContract(Kernels kernels) {
        this.kernels = kernels;
    }

    protected static float[] noise(Random random, int n) {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) random.nextGaussian();
        }
        return a;
    }

    protected static void assertNear(String what, double actual, double expected, double within) {
        // written so that NaN fails; a check per element through AssertJ would dominate the run time
        if (!(Math.abs(actual - expected) <= within)) {
            throw new AssertionError(what + ": " + actual + " is not within " + within + " of " + expected);
        }
    }

    protected static void assertSameBits(String what, float[] actual, float[] expected) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            throw new AssertionError(what + ": element " + at + " is " + actual[at] + ", expected " + expected[at]);
        }
    }

    /** An LSTM's cell step, a bias gate, an Adam-like update with scalars, and every plain operator. */
    static List<Program> programs() {
        Expr c = var("f").times(var("c")).plus(var("i").times(var("g"))), t = call(TANH, c), h = var("o").times(t);
        Expr dh = var("a").plus(var("b")),
                one = of(1),
                dc = dh.times(var("o")).times(one.minus(var("t").times(var("t"))));
        Expr m = var("beta").times(var("m")).plus(one.minus(var("beta")).times(var("g")));
        Expr update = var("p").minus(
                        new Expr.Div(var("rate").times(m), call(SQRT, var("v")).plus(of(1e-4))));
        return List.of(
                new Program(
                        "gate",
                        blocks("s", "g").row("b").inputs,
                        outputs(call(SIGMOID, var("s").plus(var("g")).plus(var("b"))))),
                new Program("cell", blocks("i", "f", "g", "o", "c").inputs, outputs(c, t, h, h)),
                new Program(
                        "backward",
                        blocks("a", "b", "o", "t").inputs,
                        outputs(dc.times(var("a")), new Expr.Neg(dc), dh)),
                new Program(
                        "update", blocks("p", "g", "m", "v").scalar("beta").scalar("rate").inputs, outputs(update, m)),
                new Program(
                        "mixed",
                        blocks("x").row("w").scalar("s").inputs,
                        outputs(
                                call(EXP, var("w")).times(var("x")).minus(call(MAX, var("s"), var("w"))),
                                new Expr.Div(var("w").plus(var("s")), of(3)),
                                of(2.5),
                                var("x"))),
                new Program(
                        "normalised",
                        blocks("x").column("mean").row("w").column("var").inputs,
                        outputs(
                                new Expr.Div(
                                        var("w").times(var("x").minus(var("mean"))),
                                        call(SQRT, var("var").plus(of(0.5)))),
                                var("mean"))));
    }

    private record Inputs(List<Program.Input> inputs) {
        Inputs row(String name) {
            return with(name, Program.Kind.ROW);
        }

        Inputs column(String name) {
            return with(name, Program.Kind.COLUMN);
        }

        Inputs scalar(String name) {
            return with(name, Program.Kind.SCALAR);
        }

        private Inputs with(String name, Program.Kind kind) {
            List<Program.Input> all = new ArrayList<>(inputs);
            all.add(new Program.Input(name, kind));
            return new Inputs(all);
        }
    }

    private static Inputs blocks(String... names) {
        return new Inputs(Arrays.stream(names)
                .map(n -> new Program.Input(n, Program.Kind.BLOCK))
                .toList());
    }

    private static List<Program.Output> outputs(Expr... values) {
        List<Program.Output> outputs = new ArrayList<>();
        for (Expr value : values) {
            outputs.add(new Program.Output("out" + outputs.size(), value));
        }
        return outputs;
    }

    @Test
    void whatIsFlushedIsZeroOrFarFromSubnormal() {
        Pointwise product = kernels.compile(new Program(
                "flush", blocks("a", "b").inputs, List.of(new Program.Output("o", var("a").times(var("b")), true))));
        float inf = Float.POSITIVE_INFINITY;
        float[] a = {1e-39f, -1e-30f, 1e-17f, -1e-9f, 0x1p-60f, 3, 0x1.8p100f, inf, Float.NaN, 0x1p-113f, 0x1p-115f};
        float[] b = {1, 1e-9f, -1e-17f, 1e-10f, 0x1.8p-4f, -1 / 3f, 0x1p27f, -1, 1, 1, 1};
        double[] near = {0, 0, -1e-34, -1e-19, 0x1.8p-64, -1, 0x1.8p127, -inf, Double.NaN, 0x1p-113, 0};
        float[] result = new float[a.length];
        product.run(new float[][] {a, b, result}, new int[3], new int[3], new float[0], 1, a.length);
        float[] exact = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            exact[i] = Math.fma(a[i], b[i], 0x1p-90f) - 0x1p-90f;
            if (Double.isFinite(near[i])) {
                assertNear(a[i] + " · " + b[i], exact[i], near[i], Math.max(0x1p-114, 1e-7 * Math.abs(near[i])));
            } else {
                assertThat(Double.valueOf(exact[i])).isEqualTo(Double.valueOf(near[i]));
            }
        }
        assertSameBits("flushed", result, exact);
    }

    /** Arguments of one call, with room around every row that must stay untouched. */
    private static final class Call {
        final Program program;
        final float[][] arrays;
        final int[] offsets, strides;
        final float[] scalars;
        final int rows, cols;

        Call(Program program, int rows, int cols, long seed) {
            Random random = new Random(seed);
            this.program = program;
            this.rows = rows;
            this.cols = cols;
            arrays = new float[program.arrays()][];
            offsets = new int[arrays.length];
            strides = new int[arrays.length];
            for (int k = 0; k < arrays.length; k++) {
                offsets[k] = random.nextInt(5);
                strides[k] = cols + random.nextInt(20);
                arrays[k] = noise(random, offsets[k] + rows * strides[k] + 3);
                for (int i = 0; i < arrays[k].length; i++) {
                    arrays[k][i] = Math.abs(arrays[k][i]); // square roots are taken
                }
            }
            scalars = noise(random, program.scalars());
        }

        double value(Program.Input input, float[][] from, int r, int c) {
            int k = program.binding(program.inputs().indexOf(input));
            return switch (input.kind()) {
                case BLOCK -> from[k][offsets[k] + r * strides[k] + c];
                case ROW -> from[k][offsets[k] + c];
                case COLUMN -> from[k][offsets[k] + r * strides[k]];
                case SCALAR -> scalars[k];
            };
        }

        float[][] run(Pointwise pointwise, int[] rowCuts, int[] colCuts) {
            float[][] result = Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
            int k = 0;
            int[] from = new int[offsets.length];
            for (int i = 0; i + 1 < rowCuts.length; i++) {
                for (int j = 0; j + 1 < colCuts.length; j++) {
                    for (k = 0; k < from.length; k++) {
                        from[k] = offsets[k]
                                + (is(Program.Kind.COLUMN, k) ? 0 : colCuts[j])
                                + (is(Program.Kind.ROW, k) ? 0 : rowCuts[i] * strides[k]);
                    }
                    pointwise.run(
                            result, from, strides, scalars, rowCuts[i + 1] - rowCuts[i], colCuts[j + 1] - colCuts[j]);
                }
            }
            return result;
        }

        private boolean is(Program.Kind kind, int binding) {
            for (int i = 0; i < program.inputs().size(); i++) {
                if (program.inputs().get(i).kind() == kind && program.binding(i) == binding) {
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,1", "1,3", "2,7", "3,8", "25,32", "5,15", "7,16", "2,17", "3,31", "4,33", "2,47", "2,64", "3,65", "1,4098"
    })
    void programsComputeTheirExpressions(int rows, int cols) {
        for (Program program : programs()) {
            Call call = new Call(program, rows, cols, rows * 100L + cols);
            float[][] result = call.run(kernels.compile(program), new int[] {0, rows}, new int[] {0, cols});
            float[][] expected = Arrays.stream(call.arrays).map(float[]::clone).toArray(float[][]::new);
            int first = program.arrays() - program.outputs().size();
            Map<String, Double> values = new HashMap<>();
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    for (Program.Input input : program.inputs()) {
                        values.put(input.name(), call.value(input, call.arrays, r, c));
                    }
                    for (int o = 0; o < program.outputs().size(); o++) {
                        int k = first + o, at = call.offsets[k] + r * call.strides[k] + c;
                        double exact = program.outputs().get(o).value().evaluate(values::get);
                        // every operand is of size 1 to 10, so a few roundings at that size
                        assertNear(
                                program.name() + " output " + o,
                                result[k][at],
                                exact,
                                2e-6 * Math.max(1, Math.abs(exact)));
                        expected[k][at] = result[k][at];
                    }
                }
            }
            for (int k = 0; k < expected.length; k++) {
                assertSameBits(
                        "%s: nothing beside array %d's block is written".formatted(program.name(), k),
                        result[k],
                        expected[k]);
            }
        }
    }

    @Test
    void howABlockIsCutChangesNoBit() {
        int w = kernels.panelWidth(), rows = 7, cols = 5 * w + 3;
        for (Program program : programs()) {
            Call call = new Call(program, rows, cols, 5);
            Pointwise pointwise = kernels.compile(program);
            float[][] whole = call.run(pointwise, new int[] {0, rows}, new int[] {0, cols});
            float[][] parts = call.run(pointwise, new int[] {0, 1, 3, 7}, new int[] {0, 1, w + 5, 4 * w, cols});
            for (int k = 0; k < whole.length; k++) {
                assertSameBits("%s array %d".formatted(program.name(), k), parts[k], whole[k]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 70})
    void anOutputMayLieOverAnInput(int cols) {
        int rows = 3;
        for (Program program : programs()) {
            Call call = new Call(program, rows, cols, 5);
            int first = program.arrays() - program.outputs().size();
            float[][] apart = call.run(kernels.compile(program), new int[] {0, rows}, new int[] {0, cols});
            // the first output goes where the first input lies
            call.arrays[first] = call.arrays[0];
            call.offsets[first] = call.offsets[0];
            call.strides[first] = call.strides[0];
            kernels.compile(program).run(call.arrays, call.offsets, call.strides, call.scalars, rows, cols);
            Call fresh = new Call(program, rows, cols, 5);
            for (int k = first; k < call.arrays.length; k++) {
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < cols; c++) {
                        assertThat(call.arrays[k][call.offsets[k] + r * call.strides[k] + c])
                                .as("%s array %d", program.name(), k)
                                .isEqualTo(apart[k][fresh.offsets[k] + r * fresh.strides[k] + c]);
                    }
                }
            }
        }
    }

    /** The largest error over a dense range: so many ulps of the result, or of 1 where the function is bounded by 1. */
    @ParameterizedTest
    @CsvSource({
        "EXP, -86, 88.7, 1.5, false", "LOG, 1e-3, 100, 2, false", "SQRT, 0, 1e10, 0.501, false", "ABS, -9, 9, 0, false",
        "SIGN, -9, 9, 0, false", "STEP, -9, 9, 0, false", "TANH, -12, 12, 6, false", "SIGMOID, -30, 30, 1.25, true",
        "RELU, -9, 9, 0, false", "SOFTPLUS, -80, 80, 3, false", "SIN, -10000, 10000, 1, true",
                "COS, -10000, 10000, 1, true"
    })
    void functionsAreAccurate(Function function, float from, float to, double ulps, boolean ofOne) {
        int n = 200_000;
        float[] x = new float[n], y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = from + (to - from) * i / (n - 1);
        }
        unary(function).run(new float[][] {x, y}, new int[2], new int[] {n, n}, new float[0], 1, n);
        for (int i = 0; i < n; i++) {
            double exact = function.apply(x[i], 0);
            double ulp = ofOne ? Math.ulp(1f) : Math.max(Math.ulp((float) exact), Float.MIN_NORMAL);
            assertNear(function + "(" + x[i] + ")", y[i], exact, ulps * ulp);
        }
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void functionsOfSpecialValues(Function function) {
        float inf = Float.POSITIVE_INFINITY;
        float[] special = {
            Float.NaN,
            inf,
            -inf,
            0,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            200,
            -200
        };
        int n = special.length * 7; // long enough to meet whole vectors and the tail
        float[] x = new float[n], two = new float[n], y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = special[i % special.length];
            two[i] = 2;
        }
        if (function == SIN || function == COS) {
            x = noise(new Random(1), n); // reduction of a huge argument is not promised
        }
        if (function.arity() == 1) {
            unary(function).run(new float[][] {x, y}, new int[2], new int[] {n, n}, new float[0], 1, n);
        } else {
            Program p =
                    new Program("special", blocks("x", "two").inputs, outputs(call(function, var("x"), var("two"))));
            kernels.compile(p).run(new float[][] {x, two, y}, new int[3], new int[] {n, n, n}, new float[0], 1, n);
        }
        for (int i = 0; i < n; i++) {
            float exact = (float) function.apply(x[i], 2);
            if (Float.isNaN(exact) || Float.isInfinite(exact)) {
                assertThat((Float) y[i]).as("%s(%s)", function, x[i]).isEqualTo((Float) exact);
            } else {
                assertNear(function + "(" + x[i] + ")", y[i], exact, 2.5e-7 * Math.abs(exact) + 1.5e-7);
            }
        }
    }

    private Pointwise unary(Function function) {
        return kernels.compile(new Program("unary", blocks("x").inputs, outputs(call(function, var("x")))));
    }

    @Test
    void aNameThatIsNoInputIsRefused() {
        Program wrong = new Program("wrong", blocks("x").inputs, outputs(var("x").plus(var("y"))));
        assertThatThrownBy(() -> kernels.compile(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wrong")
                .hasMessageContaining("reads y")
                .hasMessageContaining("[x]");
    }

    @Test
    void sharedPartsAreComputedOnce() {
        Expr deep = var("x");
        for (int i = 0; i < 60; i++) {
            deep = deep.plus(deep).times(of(0.5)); // 2^60 additions if sharing were lost
        }
        float[] x = {3}, y = {0};
        kernels.compile(new Program("deep", blocks("x").inputs, outputs(deep)))
                .run(new float[][] {x, y}, new int[2], new int[] {1, 1}, new float[0], 1, 1);
        assertThat(y[0]).isEqualTo(3);
    }
}
