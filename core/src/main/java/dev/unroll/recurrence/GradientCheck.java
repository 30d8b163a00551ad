package dev.unroll.recurrence;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Compares the derived gradients of a cell with central differences of a random loss, in double precision: for the input,
 * the initial states and every parameter, the slope along a random direction.
 *
 * @param errors the relative error of the slope by name: {@code x}, then the states, then the parameters
 */
public record GradientCheck(Map<String, Double> errors) {
    private static final int TIME = 4;
    private static final int BATCH = 2;

    private static final int HIDDEN = 3;
    private static final int INPUT = 2;
    private static final int OUTPUT = 4;

    /** Where the error of a central difference, about s², and that of rounding, about 1e-16 / s, are both small. */
    private static final double STEP = 1e-5;

    /** Slopes below this are compared absolutely: rounding leaves them no relative precision. */
    private static final double SMALL = 1e-3;

    /** Checks a cell at a random point; the same seed gives the same figures. */
    public static GradientCheck of(Cell cell, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, double[]> parameters = new LinkedHashMap<>();
        cell.parameterShapes(HIDDEN, INPUT, OUTPUT)
                .forEach((name, shape) ->
                        parameters.put(name, normal(random, Arrays.stream(shape).reduce(1, (a, b) -> a * b))));
        double[][][] x = sequence(random, INPUT);
        double[][][] dOut = sequence(random, cell.outputEquation().isPresent() ? OUTPUT : HIDDEN);
        Map<String, double[][]> initial = new LinkedHashMap<>();
        Map<String, double[][]> dFinal = new LinkedHashMap<>();
        for (String state : cell.states()) {
            initial.put(state, rows(random, HIDDEN));
            dFinal.put(state, rows(random, HIDDEN));
        }
        Interpreter interpreter = new Interpreter(cell, HIDDEN, INPUT, OUTPUT, parameters);
        Interpreter.Gradients derived = interpreter.forward(x, initial).backward(dOut, dFinal);

        // The arrays are moved in place; the interpreter reads them where they are.
        DoubleSupplier loss = () -> {
            Interpreter.Run run = interpreter.forward(x, initial);
            double sum = dot(flat(run.output()), flat(dOut));
            for (Map.Entry<String, double[][]> state : dFinal.entrySet()) {
                sum += dot(run.states(state.getKey())[TIME - 1], state.getValue());
            }
            return sum;
        };
        Map<String, Double> errors = new LinkedHashMap<>();
        errors.put(Cell.INPUT, error(loss, flat(x), flat(derived.x()), random));
        initial.forEach((name, rows) -> errors.put(name, error(loss, rows, derived.initial(name), random)));
        parameters.forEach((name, values) -> errors.put(
                name, error(loss, new double[][] {values}, new double[][] {derived.parameter(name)}, random)));
        return new GradientCheck(errors);
    }

    /** The largest error; NaN if the cell has no finite value at the point of the check. */
    public double worst() {
        return errors.values().stream().reduce(0.0, Math::max);
    }

    private static double error(DoubleSupplier loss, double[][] at, double[][] gradient, SplittableRandom random) {
        double[][] direction =
                Arrays.stream(at).map(row -> normal(random, row.length)).toArray(double[][]::new);
        double[][] origin = Arrays.stream(at).map(double[]::clone).toArray(double[][]::new);
        move(at, origin, direction, STEP);
        double ahead = loss.getAsDouble();
        move(at, origin, direction, -STEP);
        double behind = loss.getAsDouble();
        move(at, origin, direction, 0);
        double difference = (ahead - behind) / (2 * STEP);
        double slope = dot(gradient, direction);
        return Math.abs(slope - difference) / Math.max(SMALL, Math.max(Math.abs(slope), Math.abs(difference)));
    }

    private static void move(double[][] at, double[][] origin, double[][] direction, double step) {
        for (int r = 0; r < at.length; r++) {
            for (int i = 0; i < at[r].length; i++) {
                at[r][i] = origin[r][i] + step * direction[r][i];
            }
        }
    }

    private static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int r = 0; r < a.length; r++) {
            for (int i = 0; i < a[r].length; i++) {
                sum += a[r][i] * b[r][i];
            }
        }
        return sum;
    }

    private static double[][] flat(double[][][] sequence) {
        return Arrays.stream(sequence).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    private static double[][][] sequence(SplittableRandom random, int width) {
        double[][][] sequence = new double[TIME][][];
        Arrays.setAll(sequence, t -> rows(random, width));
        return sequence;
    }

    private static double[][] rows(SplittableRandom random, int width) {
        double[][] rows = new double[BATCH][];
        Arrays.setAll(rows, b -> normal(random, width));
        return rows;
    }

    private static double[] normal(SplittableRandom random, int length) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> 0.5 * random.nextGaussian());
        return values;
    }
}
