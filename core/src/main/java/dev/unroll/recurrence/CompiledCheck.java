package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares what a cell's compiled plan computes with its {@link Interpreter}: the output, and the gradient of a random loss
 * by every parameter. The one is in float and fused, the other in double and plain.
 *
 * @param errors by name, {@code output} first: largest difference over largest magnitude
 */
public record CompiledCheck(Map<String, Double> errors) {
    private static final int TIME = 5;
    private static final int BATCH = 3;

    private static final int ROWS = TIME * BATCH;
    private static final int HIDDEN = 7;
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;

    /** Checks a cell with parameters as training draws them; the same seed gives the same figures. */
    public static CompiledCheck of(Engine engine, Cell cell, long seed) {
        int width = cell.outputEquation().isPresent() ? OUTPUT : HIDDEN;
        Layer layer = new Layer(engine, Plan.of(cell), INPUT, false, HIDDEN, width);
        layer.initialise(seed, "");
        double[][][] x = sequence(CounterRandom.named(seed, "x"), INPUT);
        double[][][] dOut = sequence(CounterRandom.named(seed, "output gradient"), width);

        Map<String, double[]> parameters = new HashMap<>();
        layer.parameterNames().forEach(name -> parameters.put(name, widened(layer.parameter(name))));
        Interpreter.Run expected = new Interpreter(cell, HIDDEN, INPUT, OUTPUT, parameters).forward(x, Map.of());
        Interpreter.Gradients gradients = expected.backward(dOut, Map.of());

        int states = cell.states().size();
        LayerRun run = layer.begin(TIME, BATCH, true);
        fill(x, run.input(), run.inputStride());
        run.state(new float[states][BATCH * HIDDEN]);
        float[] output = new float[ROWS * width];
        run.forwardExact(output);
        fill(dOut, run.outputGradient(), run.outputGradientStride());
        run.backward(new float[states][], new float[states][]);

        Map<String, Double> errors = new LinkedHashMap<>();
        errors.put("output", error(flat(expected.output()), output));
        for (String name : layer.parameterNames()) {
            errors.put(name, error(gradients.parameter(name), layer.gradient(name)));
        }
        run.end();
        return new CompiledCheck(errors);
    }

    /** The largest error; NaN if the cell has no finite value at the point of the check. */
    public double worst() {
        return errors.values().stream().reduce(0.0, Math::max);
    }

    private static double[][][] sequence(CounterRandom random, int width) {
        double[][][] values = new double[TIME][BATCH][width];
        for (int i = 0; i < ROWS * width; i++) {
            values[i / width / BATCH][i / width % BATCH][i % width] = random.normal(i);
        }
        return values;
    }

    private static void fill(double[][][] values, float[] rows, int stride) {
        for (int r = 0; r < ROWS; r++) {
            double[] row = values[r / BATCH][r % BATCH];
            for (int c = 0; c < row.length; c++) {
                rows[r * stride + c] = (float) row[c];
            }
        }
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static double[] flat(double[][][] values) {
        return Arrays.stream(values)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double error(double[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference / Math.max(largest, Float.MIN_NORMAL);
    }
}
