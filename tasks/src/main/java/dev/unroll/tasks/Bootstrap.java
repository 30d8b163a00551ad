package dev.unroll.tasks;

import dev.unroll.kernel.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** How far a figure would be off with other examples of the same kind (Efron 1979). */
public final class Bootstrap {
    private static final int SAMPLES = 1000;

    private Bootstrap() {}

    /** From the 2.5th to the 97.5th of a hundred. */
    public record Interval(double low, double high) {}

    /**
     * Of as many examples drawn from them with replacement, a thousand times.
     *
     * @param figure of examples by their numbers below {@code count}
     */
    public static Interval interval(int count, ToDoubleFunction<int[]> figure) {
        double[] values = new double[SAMPLES];
        for (int s = 0; s < SAMPLES; s++) {
            CounterRandom random = new CounterRandom(s, 0);
            int[] drawn = new int[count];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (int) (random.uniform(i) * count);
            }
            values[s] = figure.applyAsDouble(drawn);
        }
        Arrays.sort(values);
        return new Interval(values[SAMPLES / 40], values[SAMPLES - 1 - SAMPLES / 40]);
    }
}
