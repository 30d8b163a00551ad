package dev.unroll.simd;

import static dev.unroll.expr.Expr.call;
import static dev.unroll.expr.Expr.var;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Function;
import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import dev.unroll.kernel.Rehearsal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A seeded run must not depend on when the JIT got round to a kernel: first call and compiled call give the same bits. */
class JitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Kernels kernels = new SimdKernels();

    private static float[] noise(int n) {
        Random random = new Random(3);
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = 1 + 3 * random.nextFloat();
        }
        return a;
    }

    /** @param enough nanoseconds of a compiled call, with room; uncompiled calls take a hundred times as long */
    private static void compile(long enough, Runnable call) {
        Rehearsal rehearsal = new Rehearsal();
        rehearsal.add(enough, call);
        assertThat(rehearsal.run(PATIENCE)).as("compiled in time").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void functionsKeepTheirBits(Function function) {
        List<Program.Input> inputs =
                List.of(new Program.Input("x", Program.Kind.BLOCK), new Program.Input("y", Program.Kind.BLOCK));
        var value = function.arity() == 1
                ? call(function, var("x").minus(var("y")).times(var("y")))
                : call(function, var("x"), var("y"));
        Pointwise pointwise = kernels.compile(new Program("jit", inputs, List.of(new Program.Output("o", value))));
        int n = 1000;
        float[] x = noise(2 * n), first = new float[n], compiled = new float[n];
        int[] offsets = {0, n, 0}, strides = {n, n, n};
        pointwise.run(new float[][] {x, x, first}, offsets, strides, new float[0], 1, n);
        float[][] arrays = {x, x, compiled};
        compile(50_000, () -> pointwise.run(arrays, offsets, strides, new float[0], 1, n));
        pointwise.run(new float[][] {x, x, compiled}, offsets, strides, new float[0], 1, n);
        assertThat(compiled).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void productsKeepTheirBits(boolean accumulate) {
        int rows = 25, depth = 100, w = kernels.panelWidth();
        PanelProduct product = kernels.panelProduct(depth);
        float[] a = noise(rows * depth),
                panel = noise(depth * w),
                first = new float[rows * w],
                compiled = first.clone();
        product.run(rows, depth, a, 0, panel, 0, first, 0, w, accumulate);
        float[] scratch = first.clone();
        compile(50_000, () -> product.run(rows, depth, a, 0, panel, 0, scratch, 0, w, accumulate));
        product.run(rows, depth, a, 0, panel, 0, compiled, 0, w, accumulate);
        assertThat(compiled).isEqualTo(first);
    }

    @Test
    void reductionsKeepTheirBits() {
        int n = 1000;
        float[] z = noise(n), first = z.clone(), compiled = z.clone();
        double sum = kernels.sumSquares(z, 0, n);
        double loss = kernels.softmaxCrossEntropy(first, 0, n, 1, n, new int[] {7}, 0, 1);
        float[] scratch = z.clone();
        compile(50_000, () -> {
            kernels.sumSquares(z, 0, n);
            kernels.softmaxCrossEntropy(scratch, 0, n, 1, n, new int[] {7}, 0, 1);
        });
        assertThat(kernels.sumSquares(z, 0, n)).isEqualTo(sum);
        assertThat(kernels.softmaxCrossEntropy(compiled, 0, n, 1, n, new int[] {7}, 0, 1))
                .isEqualTo(loss);
        assertThat(compiled).isEqualTo(first);
    }
}
