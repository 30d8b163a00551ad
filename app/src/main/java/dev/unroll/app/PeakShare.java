package dev.unroll.app;

import dev.unroll.kernel.Engine;
import java.util.Arrays;

/**
 * What part of the processor's arithmetic a training uses. The whole is what the engine's own product reaches on operands
 * that stay in the second-level cache, on all threads at once: some 90 per cent of the multiply-adds that the machine can
 * issue.
 */
final class PeakShare {
    /** Rows, columns and depth of the product. */
    private static final int SIZE = 192;

    /** Looks before a share is given: the JIT needs to have seen the product, and a machine is not equally fast each time. */
    private static final int LOOKS = 3;

    private static final double SECONDS_PER_LOOK = 0.01;

    private final Engine engine;
    private final double operationsPerItem;
    private int looks;
    private double peak;

    /** @param operationsPerItem floating-point operations in products for one item of training */
    PeakShare(Engine engine, double operationsPerItem) {
        this.engine = engine;
        this.operationsPerItem = operationsPerItem;
    }

    /** The share at a speed, from 0 to 1; NaN the first times it is asked, while the peak is being measured. */
    double share(double itemsPerSecond) {
        if (looks < LOOKS) {
            looks++;
            peak = Math.max(peak, measure(engine, SECONDS_PER_LOOK));
            return Double.NaN;
        }
        return itemsPerSecond * operationsPerItem / peak;
    }

    /** Floating-point operations a second, by the fastest product that each thread makes in a while. */
    static double measure(Engine engine, double seconds) {
        double[] speeds = new double[engine.team().size()];
        engine.team().together((member, members, barrier) -> {
            float[] a = new float[SIZE * SIZE];
            Arrays.fill(a, 1);
            float[] c = new float[SIZE * SIZE];
            barrier.await();
            long start = System.nanoTime();
            long before = start;
            long fastest = Long.MAX_VALUE;
            while (before - start < seconds * 1e9) {
                engine.kernels().gemm(false, false, SIZE, SIZE, SIZE, a, 0, SIZE, a, 0, SIZE, 0, c, 0, SIZE);
                long now = System.nanoTime();
                fastest = Math.min(fastest, now - before);
                before = now;
            }
            speeds[member] = 2e9 * SIZE * SIZE * SIZE / fastest;
        });
        return Arrays.stream(speeds).sum();
    }
}
