package dev.unroll.simd;

import static dev.unroll.expr.Expr.call;
import static dev.unroll.expr.Expr.var;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.kernel.ScalarKernels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Notices an optimisation that is lost: our own kernels against each other, in turns, by the best of many calls. The margins are
 * wide, for a machine that does other things as well; how fast things are is measured in {@code bench}.
 */
class LostSpeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A compiled call takes less, with room; uncompiled ones take a hundred times as long. */
    private static final long COMPILED_NANOS = 100_000;

    private static final int ROUNDS = 40;
    private static final long ROUND_NANOS = 5_000_000;

    private final Kernels kernels = new SimdKernels();

    private static float[] noise(int n) {
        Random random = new Random(3);
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = random.nextFloat() - 0.5f;
        }
        return a;
    }

    /** How many times as long a call of {@code slow} takes as one of {@code fast}. */
    private static double ratio(Runnable slow, Runnable fast) {
        Rehearsal rehearsal = new Rehearsal();
        rehearsal.add(COMPILED_NANOS, fast);
        assertThat(rehearsal.run(PATIENCE)).as("compiled in time").isTrue();
        double ofSlow = Double.POSITIVE_INFINITY;
        double ofFast = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            ofSlow = Math.min(ofSlow, nanos(slow));
            ofFast = Math.min(ofFast, nanos(fast));
        }
        return ofSlow / ofFast;
    }

    private static double nanos(Runnable call) {
        long start = System.nanoTime();
        long end;
        int calls = 0;
        do {
            call.run();
            calls++;
            end = System.nanoTime();
        } while (end - start < ROUND_NANOS);
        return (double) (end - start) / calls;
    }

    @Test
    void aPackedProductIsFarAheadOfAPlainOne() {
        int rows = 25, depth = 128;
        int w = kernels.panelWidth();
        Kernels plain = new ScalarKernels();
        int narrow = plain.panelWidth();
        float[] a = noise(rows * depth), panel = noise(depth * w), c = new float[rows * w];
        PanelProduct packed = kernels.panelProduct(depth);
        PanelProduct scalar = plain.panelProduct(depth);
        double ratio = ratio(
                () -> {
                    for (int from = 0; from < w; from += narrow) {
                        scalar.run(rows, depth, a, 0, panel, 0, c, from, w, false);
                    }
                },
                () -> packed.run(rows, depth, a, 0, panel, 0, c, 0, w, false));
        assertThat(ratio).as("plain product by packed product").isGreaterThan(3);
    }

    /** The gates of an LSTM as one loop, and as one loop for each operation, as a library of operations has it. */
    @Test
    void aFusedStepIsAheadOfTheSameOperationsOneByOne() {
        Expr i = call(Function.SIGMOID, var("a").plus(var("b")));
        Expr g = call(Function.TANH, var("c").plus(var("d")));
        Expr fused = var("f").times(var("s")).plus(i.times(g));
        List<String> names = List.of("a", "b", "c", "d", "f", "s");
        int rows = 25, cols = 512;
        float[] table = noise(rows * cols);
        Runnable together = run(fused, names, table, rows, cols);
        List<Runnable> apart = new ArrayList<>();
        for (int sum = 0; sum < 3; sum++) {
            apart.add(run(var("a").plus(var("b")), List.of("a", "b"), table, rows, cols));
        }
        for (int product = 0; product < 2; product++) {
            apart.add(run(var("a").times(var("b")), List.of("a", "b"), table, rows, cols));
        }
        apart.add(run(call(Function.SIGMOID, var("a")), List.of("a"), table, rows, cols));
        apart.add(run(call(Function.TANH, var("a")), List.of("a"), table, rows, cols));
        double ratio = ratio(() -> apart.forEach(Runnable::run), together);
        assertThat(ratio).as("one loop for each operation by one loop").isGreaterThan(1.2);
    }

    private Runnable run(Expr value, List<String> names, float[] table, int rows, int cols) {
        List<Program.Input> inputs = names.stream()
                .map(n -> new Program.Input(n, Program.Kind.BLOCK))
                .toList();
        Pointwise program = kernels.compile(new Program("lost", inputs, List.of(new Program.Output("o", value))));
        float[][] arrays = new float[names.size() + 1][];
        for (int k = 0; k < names.size(); k++) {
            arrays[k] = table.clone();
        }
        arrays[names.size()] = new float[rows * cols];
        int[] offsets = new int[arrays.length];
        int[] strides = new int[arrays.length];
        Arrays.fill(strides, cols);
        return () -> program.run(arrays, offsets, strides, new float[0], rows, cols);
    }
}
