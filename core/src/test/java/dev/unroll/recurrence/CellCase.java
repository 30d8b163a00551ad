package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cell, sizes, and random numbers for all that goes in; run compiled and interpreted, it gives what comes out by name:
 * outputs, final states, and the gradients of parameters, input and initial states.
 */
final class CellCase {
    /** @param tokens whether the input is a token index below {@code input} */
    record Sizes(int steps, int batch, int input, int hidden, boolean tokens) {
        int rows() {
            return steps * batch;
        }
    }

    private final Cell cell;
    private final Sizes sizes;
    private final Map<String, float[]> parameters = new LinkedHashMap<>();
    private final float[] x;
    private final int[] tokens;
    /** Elements of the output. */
    private final int width;

    private final float[] outputGradient;
    private final Map<String, float[]> initial = new LinkedHashMap<>();
    private final Map<String, float[]> finalGradient = new LinkedHashMap<>();
    /** Steps of each sequence; none given: all of every sequence. */
    private int[] lengths = {};

    private StateNoise noise = StateNoise.NONE;
    /** For the noise; without, it is as outside training. */
    private @Nullable CounterRandom random;

    CellCase(Cell cell, Sizes sizes, long seed) {
        this.cell = cell;
        this.sizes = sizes;
        width = cell.outputEquation().isPresent() ? sizes.hidden() + 4 : sizes.hidden();
        SplittableRandom random = new SplittableRandom(seed);
        cell.parameterShapes(sizes.hidden(), sizes.input(), width).forEach((name, shape) -> {
            boolean matrix = shape.length > 1;
            double deviation = matrix ? 0.8 / Math.sqrt(shape[1]) : 0.5;
            float[] values = normal(random, shape[0] * (matrix ? shape[1] : 1), deviation);
            if (cell.inits().get(name) instanceof Init.Constant around) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) around.value() + 0.5f * values[i];
                }
            }
            parameters.put(name, values);
        });
        x = normal(random, sizes.rows() * sizes.input(), 1);
        tokens = random.ints(sizes.rows(), 0, sizes.input()).toArray();
        outputGradient = normal(random, sizes.rows() * width, 1);
        for (String state : cell.states()) {
            initial.put(state, normal(random, sizes.batch() * sizes.hidden(), 0.5));
            finalGradient.put(state, normal(random, sizes.batch() * sizes.hidden(), 1));
        }
    }

    private static float[] normal(SplittableRandom random, int length, double deviation) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    Layer layer(Engine engine) {
        Layer layer = new Layer(engine, Plan.of(cell, noise), sizes.input(), sizes.tokens(), sizes.hidden(), width);
        parameters.forEach(layer::setParameter);
        return layer;
    }

    /** What comes out of one pass forward and backward, in the precision and order of the kernels. */
    Map<String, float[]> compiled(Layer layer) {
        int rows = sizes.rows();
        layer.tensors().forEach(Tensor::clearGradient);
        LayerRun run = layer.begin(sizes.steps(), sizes.batch(), true);
        if (lengths.length > 0) {
            run.lengths(lengths);
        }
        if (random != null) {
            run.noise(random, 0);
            NoisyCell.unite(run.masks(), sizes.batch(), sizes.hidden());
        }
        feed(run, 0, rows);
        run.state(initial.values().toArray(float[][]::new));
        Map<String, float[]> results = new LinkedHashMap<>();
        float[] out = new float[rows * width];
        run.forwardExact(out);
        results.put("out", out);
        float[][] states = states();
        run.finalState(states);
        put(results, "final ", states);
        for (int r = 0; r < rows; r++) {
            int to = r * run.outputGradientStride();
            System.arraycopy(outputGradient, r * width, run.outputGradient(), to, width);
        }
        float[][] initialGradient = states();
        run.backward(finalGradient.values().toArray(float[][]::new), initialGradient);
        put(results, "gradient of initial ", initialGradient);
        if (!sizes.tokens()) {
            float[] inputGradient = x.clone(); // must be overwritten
            run.inputGradient(inputGradient, sizes.input(), 0);
            results.put("gradient of x", inputGradient);
        }
        run.end();
        layer.parameterNames().forEach(name -> results.put("gradient of " + name, layer.gradient(name)));
        return results;
    }

    /** Outputs of a pass that is cut into two, the states carried over in between; without a backward pass. */
    float[] compiledInTwo(Layer layer, int firstSteps) {
        float[][] states = initial.values().stream().map(float[]::clone).toArray(float[][]::new);
        float[] out = new float[sizes.rows() * width];
        int from = 0;
        layer.prepare();
        for (int steps : new int[] {firstSteps, sizes.steps() - firstSteps}) {
            LayerRun run = layer.begin(steps, sizes.batch(), false);
            feed(run, from, steps * sizes.batch());
            run.state(states);
            float[] part = new float[steps * sizes.batch() * width];
            run.forwardExact(part);
            run.finalState(states);
            run.end();
            System.arraycopy(part, 0, out, from * width, part.length);
            from += steps * sizes.batch();
        }
        return out;
    }

    private void feed(LayerRun run, int fromRow, int rows) {
        if (sizes.tokens()) {
            run.tokens(Arrays.copyOfRange(tokens, fromRow, fromRow + rows));
            return;
        }
        int width = sizes.input();
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x, (fromRow + r) * width, run.input(), r * run.inputStride(), width);
        }
    }

    private float[][] states() {
        return new float[cell.states().size()][sizes.batch() * sizes.hidden()];
    }

    private void put(Map<String, float[]> results, String prefix, float[][] states) {
        for (int s = 0; s < states.length; s++) {
            results.put(prefix + cell.states().get(s), states[s]);
        }
    }

    /** The same by the definition, in double. */
    Map<String, double[]> interpreted() {
        Map<String, double[]> exact = new HashMap<>();
        parameters.forEach((name, values) -> exact.put(name, doubles(values)));
        Interpreter interpreter = new Interpreter(cell, sizes.hidden(), sizes.input(), width, exact);
        Interpreter.Run run = interpreter.forward(sequence(input(), sizes.input()), matrices(initial));
        Interpreter.Gradients gradients = run.backward(sequence(outputGradient, width), matrices(finalGradient));

        Map<String, double[]> results = new LinkedHashMap<>();
        results.put("out", flat(run.output()));
        cell.states().forEach(s -> results.put("final " + s, flat(run.states(s)[sizes.steps() - 1])));
        cell.states().forEach(s -> results.put("gradient of initial " + s, flat(gradients.initial(s))));
        if (!sizes.tokens()) {
            results.put("gradient of x", flat(gradients.x()));
        }
        parameters.keySet().forEach(name -> results.put("gradient of " + name, gradients.parameter(name)));
        return results;
    }

    /** The same with the noise that a layer's run has, by the definition of noise. */
    Map<String, double[]> interpreted(Layer layer) {
        LayerRun run = layer.begin(sizes.steps(), sizes.batch(), true);
        if (random != null) {
            run.noise(random, 0);
            NoisyCell.unite(run.masks(), sizes.batch(), sizes.hidden());
        }
        NoisyCell noisy = new NoisyCell(cell, noise);
        int wide = noisy.width(sizes.input(), sizes.hidden());
        CellCase other = new CellCase(
                noisy.definition(), new Sizes(sizes.steps(), sizes.batch(), wide, sizes.hidden(), false), 0);
        float[] input = noisy.input(input(), sizes.input(), sizes.hidden(), run.masks(), sizes.batch());
        run.end();
        System.arraycopy(input, 0, other.x, 0, input.length);
        System.arraycopy(outputGradient, 0, other.outputGradient, 0, outputGradient.length);
        other.initial.putAll(initial);
        other.finalGradient.putAll(finalGradient);
        Map<String, double[]> own = new HashMap<>();
        parameters.forEach((name, values) -> own.put(name, doubles(values)));
        noisy.parameters(own, sizes.input(), sizes.hidden(), width)
                .forEach((name, values) -> other.parameters.put(name, floats(values)));

        Map<String, double[]> results = other.interpreted();
        results.keySet().removeIf(name -> name.contains("of Select") || (sizes.tokens() && name.endsWith("of x")));
        results.replaceAll((name, values) -> {
            String parameter = name.replace("gradient of ", "");
            int[] shape =
                    other.cell.parameterShapes(sizes.hidden(), wide, width).get(parameter);
            boolean ofInput = name.equals("gradient of x") || (shape != null && shape.length > 1 && shape[1] == wide);
            return ofInput ? NoisyCell.narrower(values, wide, sizes.input()) : values;
        });
        return results;
    }

    /** The same case with noise; without random numbers it is as outside training. */
    CellCase withNoise(StateNoise given, @Nullable CounterRandom numbers) {
        CellCase other = permuted(IntStream.range(0, sizes.batch()).toArray());
        other.noise = given;
        other.random = numbers;
        return other;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** The input as numbers: a token is a one-hot vector. */
    private float[] input() {
        if (!sizes.tokens()) {
            return x;
        }
        float[] oneHot = new float[x.length];
        for (int r = 0; r < tokens.length; r++) {
            oneHot[r * sizes.input() + tokens[r]] = 1;
        }
        return oneHot;
    }

    /** The same case with its sequences in another order: sequence {@code order[b]} becomes sequence b. */
    CellCase permuted(int[] order) {
        CellCase other = new CellCase(cell, sizes, 0);
        other.parameters.putAll(parameters);
        permute(x, other.x, sizes.input(), order);
        permute(outputGradient, other.outputGradient, width, order);
        initial.forEach((state, rows) -> permute(rows, other.initial.get(state), sizes.hidden(), order));
        finalGradient.forEach((state, rows) -> permute(rows, other.finalGradient.get(state), sizes.hidden(), order));
        for (int r = 0; r < tokens.length; r++) {
            other.tokens[r] = tokens[source(r, order)];
        }
        return other;
    }

    /**
     * The same case with sequences that end early.
     *
     * @param beyond what lies past their ends in the input and in the gradient of the output
     */
    CellCase withLengths(int[] newLengths, float beyond) {
        CellCase other = permuted(IntStream.range(0, sizes.batch()).toArray());
        other.lengths = newLengths;
        for (int r = 0; r < sizes.rows(); r++) {
            if (r / sizes.batch() >= newLengths[r % sizes.batch()]) {
                Arrays.fill(other.x, r * sizes.input(), (r + 1) * sizes.input(), beyond);
                Arrays.fill(other.outputGradient, r * width, (r + 1) * width, beyond);
                other.tokens[r] = -7;
            }
        }
        return other;
    }

    /** The first steps of one sequence alone. */
    CellCase sequence(int b, int length) {
        CellCase other = new CellCase(cell, new Sizes(length, 1, sizes.input(), sizes.hidden(), sizes.tokens()), 0);
        other.parameters.putAll(parameters);
        for (int t = 0; t < length; t++) {
            int row = t * sizes.batch() + b;
            copyRow(x, row, other.x, t, sizes.input());
            copyRow(outputGradient, row, other.outputGradient, t, width);
            other.tokens[t] = tokens[row];
        }
        initial.forEach((state, rows) -> copyRow(rows, b, other.initial.get(state), 0, sizes.hidden()));
        finalGradient.forEach((state, rows) -> copyRow(rows, b, other.finalGradient.get(state), 0, sizes.hidden()));
        return other;
    }

    private static void copyRow(float[] from, int row, float[] to, int target, int width) {
        System.arraycopy(from, row * width, to, target * width, width);
    }

    /** Results that have a row for each sequence, with the numbers of a row. */
    Map<String, Integer> rowWidths() {
        Map<String, Integer> widths = new LinkedHashMap<>();
        widths.put("out", width);
        for (String state : cell.states()) {
            widths.put("final " + state, sizes.hidden());
            widths.put("gradient of initial " + state, sizes.hidden());
        }
        if (!sizes.tokens()) {
            widths.put("gradient of x", sizes.input());
        }
        return widths;
    }

    float[] initial(String state) {
        return initial.get(state);
    }

    float[] finalGradient(String state) {
        return finalGradient.get(state);
    }

    /** The rows of a result in another order. */
    static float[] permuted(float[] rows, int width, int[] order) {
        float[] result = new float[rows.length];
        permute(rows, result, width, order);
        return result;
    }

    private static void permute(float[] from, float[] to, int width, int[] order) {
        for (int r = 0; r * width < from.length; r++) {
            System.arraycopy(from, source(r, order) * width, to, r * width, width);
        }
    }

    private static int source(int row, int[] order) {
        int b = row % order.length;
        return row - b + order[b];
    }

    private Map<String, double[][]> matrices(Map<String, float[]> states) {
        Map<String, double[][]> matrices = new HashMap<>();
        states.forEach((name, rows) -> matrices.put(name, sequence(rows, sizes.hidden())[0]));
        return matrices;
    }

    private double[][][] sequence(float[] rows, int width) {
        double[][][] sequence = new double[rows.length / width / sizes.batch()][sizes.batch()][width];
        for (int i = 0; i < rows.length; i++) {
            int row = i / width;
            sequence[row / sizes.batch()][row % sizes.batch()][i % width] = rows[i];
        }
        return sequence;
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[] flat(double[][][] sequence) {
        return Arrays.stream(sequence)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}
