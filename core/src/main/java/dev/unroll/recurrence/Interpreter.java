package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Reducer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The definition of what a cell computes: slow, in double precision, one element after the other. The fast paths are
 * checked against it.
 *
 * <pre>{@code
 * Interpreter.Run run = new Interpreter(Cell.library("lstm"), hidden, input, parameters).forward(x, Map.of());
 * double[][][] h = run.output();                             // [T][B][H], or [T][B][O] of an equation for y
 * Interpreter.Gradients gradients = run.backward(dOut, Map.of());
 * }</pre>
 */
public final class Interpreter {
    private final Cell cell;
    private final int hidden;
    private final int input;
    private final List<Operation> operations;
    private final Map<String, double[]> parameters;
    /** The elements of everything that has a name. */
    private final Map<String, Integer> widths = new LinkedHashMap<>();

    /** For every elementwise operation, its slope by each name it reads. */
    private final Map<Operation, Map<String, Expr>> slopes = new HashMap<>();

    /** An interpreter whose output is as wide as the states. */
    public Interpreter(Cell cell, int hidden, int input, Map<String, double[]> parameters) {
        this(cell, hidden, input, hidden, parameters);
    }

    /**
     * @param hidden H, the elements of each state
     * @param input D, the elements of x
     * @param output O, the elements of y where the cell has an equation for it
     * @param parameters by name, row by row, in the shapes of {@link Cell#parameterShapes(int, int, int)}
     * @throws IllegalArgumentException if a parameter is missing, unknown, or of the wrong length
     */
    public Interpreter(Cell cell, int hidden, int input, int output, Map<String, double[]> parameters) {
        this.cell = cell;
        this.hidden = hidden;
        this.input = input;
        this.operations = Operation.of(cell);
        this.parameters = Map.copyOf(parameters);
        Map<String, int[]> known = cell.parameterShapes(hidden, input, output);
        requireKnown("parameter", parameters.keySet(), known.keySet());
        known.forEach((name, shape) -> {
            double[] values = parameters.get(name);
            int length = shape.length == 1 ? shape[0] : shape[0] * shape[1];
            if (values == null || values.length != length) {
                throw new IllegalArgumentException("cell " + cell.name() + ": the parameter " + name + " has " + length
                        + " elements, got " + (values == null ? "none" : values.length));
            }
        });
        widths.put(Cell.INPUT, input);
        cell.states().forEach(state -> widths.put(state, hidden));
        cell.vectors().forEach(vector -> widths.put(vector, in(known, vector)[0]));
        for (Operation operation : operations) {
            boolean isOutput = operation.target().equals(Cell.OUTPUT);
            widths.put(
                    operation.target(),
                    operation instanceof Operation.Product p ? in(known, p.matrix())[0] : isOutput ? output : hidden);
            if (operation instanceof Operation.Elementwise e) {
                Map<String, Expr> byName = new LinkedHashMap<>();
                e.value().variables().forEach(name -> byName.put(name, e.value().derivative(name)));
                slopes.put(operation, byName);
            }
        }
    }

    /**
     * Unrolls the cell over time.
     *
     * @param x the inputs [T][B][D]; T and B at least 1
     * @param initial the states before the first step [B][H], by name without the prime; one left out starts at zero
     */
    public Run forward(double[][][] x, Map<String, double[][]> initial) {
        if (x.length == 0 || x[0].length == 0) {
            throw new IllegalArgumentException("there must be at least one step and one sequence");
        }
        int batch = x[0].length;
        for (double[][] step : x) {
            requireShape("x", step, batch, input);
        }
        requireKnown("state", initial.keySet(), cell.states());
        Map<String, double[][]> states = new HashMap<>();
        for (String state : cell.states()) {
            states.put(state, initial.getOrDefault(state, new double[batch][hidden]));
            requireShape(state, in(states, state), batch, hidden);
        }
        List<Map<String, double[][]>> time = new ArrayList<>();
        for (double[][] input : x) {
            Map<String, double[][]> values = new HashMap<>(states);
            values.put(Cell.INPUT, input);
            cell.vectors().forEach(name -> values.put(name, repeated(in(parameters, name), batch)));
            for (Operation operation : operations) {
                values.put(operation.target(), evaluate(operation, values, batch));
            }
            time.add(values);
            cell.states().forEach(state -> states.put(state, in(values, state + "'")));
        }
        return new Run(List.copyOf(time), batch);
    }

    private double[][] evaluate(Operation operation, Map<String, double[][]> values, int batch) {
        double[][] result = new double[batch][in(widths, operation.target())];
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < result[b].length; i++) {
                result[b][i] = switch (operation) {
                    case Operation.Elementwise e -> at(e.value(), values, b, i);
                    case Operation.Reduction r -> r.reducer().apply(in(values, r.operand())[b]);
                    case Operation.Product p -> {
                        double[] matrix = in(parameters, p.matrix());
                        double[] operand = in(values, p.operand())[b];
                        double sum = 0;
                        for (int j = 0; j < operand.length; j++) {
                            sum += matrix[i * operand.length + j] * operand[j];
                        }
                        yield sum;
                    }
                };
            }
        }
        return result;
    }

    private static double at(Expr e, Map<String, double[][]> values, int b, int i) {
        return e.evaluate(name -> in(values, name)[b][i]);
    }

    /** An unrolled recurrence: every value of every step, kept for the way back. */
    public final class Run {
        private final List<Map<String, double[][]>> time;
        private final int batch;

        private Run(List<Map<String, double[][]>> time, int batch) {
            this.time = time;
            this.batch = batch;
        }

        /** A state after each step [T][B][H]. */
        public double[][][] states(String state) {
            requireKnown("state", Set.of(state), cell.states());
            return time.stream().map(values -> in(values, state + "'")).toArray(double[][][]::new);
        }

        /** What the cell hands on at each step: {@link Cell#output} [T][B][H], or [T][B][O] of an equation for y. */
        public double[][][] output() {
            return time.stream().map(values -> in(values, outputTarget())).toArray(double[][][]::new);
        }

        private String outputTarget() {
            return cell.outputEquation().isPresent() ? Cell.OUTPUT : cell.output() + "'";
        }

        /**
         * Backpropagation through time (Werbos 1990): the gradients of Σ ⟨dOut[t], output of step t⟩ + Σ ⟨dFinal[s],
         * state s after the last step⟩.
         *
         * @param dOut for {@link #output}, of its shape
         * @param dFinal [B][H] by state; one left out is zero
         */
        public Gradients backward(double[][][] dOut, Map<String, double[][]> dFinal) {
            if (dOut.length != time.size()) {
                throw new IllegalArgumentException("dOut has " + dOut.length + " steps, the run has " + time.size());
            }
            requireKnown("state", dFinal.keySet(), cell.states());
            Map<String, double[]> dParameters = new LinkedHashMap<>();
            parameters.forEach((name, values) -> dParameters.put(name, new double[values.length]));
            double[][][] dX = new double[time.size()][][];

            // What the loss gains by each state after the step at hand.
            Map<String, double[][]> dStates = new LinkedHashMap<>();
            for (String state : cell.states()) {
                double[][] none = new double[batch][hidden];
                dStates.put(state, sum(none, dFinal.getOrDefault(state, none)));
            }
            for (int t = time.size() - 1; t >= 0; t--) {
                // What it gains by each value of this step: the next states and the output first, the others from
                // nothing.
                Map<String, double[][]> gradients = new HashMap<>();
                widths.forEach((name, width) -> gradients.put(name, new double[batch][width]));
                cell.vectors().forEach(name -> gradients.put(name, repeated(in(dParameters, name), batch)));
                dStates.forEach((state, gradient) -> gradients.put(state + "'", gradient));
                gradients.merge(outputTarget(), dOut[t], this::sum);
                for (Operation operation : operations.reversed()) {
                    pullBack(operation, time.get(t), gradients, dParameters);
                }
                dX[t] = in(gradients, Cell.INPUT);
                cell.states().forEach(state -> dStates.put(state, in(gradients, state)));
            }
            return new Gradients(dParameters, dX, dStates);
        }

        /** Hands the gradient of a target on to what it was computed from. */
        private void pullBack(
                Operation operation,
                Map<String, double[][]> values,
                Map<String, double[][]> gradients,
                Map<String, double[]> dParameters) {
            double[][] dTarget = in(gradients, operation.target());
            switch (operation) {
                case Operation.Elementwise e ->
                    in(slopes, e).forEach((name, slope) -> {
                        double[][] dName = in(gradients, name);
                        for (int b = 0; b < batch; b++) {
                            for (int i = 0; i < dTarget[b].length; i++) {
                                dName[b][i] += dTarget[b][i] * at(slope, values, b, i);
                            }
                        }
                    });
                case Operation.Reduction r -> {
                    double[][] dOperand = in(gradients, r.operand());
                    for (int b = 0; b < batch; b++) {
                        double[] v = in(values, r.operand())[b];
                        double gain = Arrays.stream(dTarget[b]).sum() / v.length;
                        double mean = Reducer.MEAN.apply(v);
                        for (int i = 0; i < v.length; i++) {
                            dOperand[b][i] += switch (r.reducer()) {
                                case MEAN -> gain;
                                case VAR -> 2 * gain * (v[i] - mean);
                            };
                        }
                    }
                }
                case Operation.Product p -> {
                    double[] matrix = in(parameters, p.matrix());
                    double[] dMatrix = in(dParameters, p.matrix());
                    double[][] operand = in(values, p.operand());
                    double[][] dOperand = in(gradients, p.operand());
                    for (int b = 0; b < batch; b++) {
                        int columns = operand[b].length;
                        for (int i = 0; i < dTarget[b].length; i++) {
                            for (int j = 0; j < columns; j++) {
                                dMatrix[i * columns + j] += dTarget[b][i] * operand[b][j];
                                dOperand[b][j] += dTarget[b][i] * matrix[i * columns + j];
                            }
                        }
                    }
                }
            }
        }

        private double[][] sum(double[][] a, double[][] b) {
            int width = a[0].length;
            requireShape("a gradient", b, batch, width);
            double[][] sum = new double[batch][width];
            for (int i = 0; i < batch; i++) {
                for (int j = 0; j < width; j++) {
                    sum[i][j] = a[i][j] + b[i][j];
                }
            }
            return sum;
        }
    }

    /** What the loss gains by every input of a run. */
    public static final class Gradients {
        private final Map<String, double[]> parameters;
        private final double[][][] x;
        private final Map<String, double[][]> initial;

        private Gradients(Map<String, double[]> parameters, double[][][] x, Map<String, double[][]> initial) {
            this.parameters = parameters;
            this.x = x;
            this.initial = initial;
        }

        /** By a parameter, laid out as it is. */
        public double[] parameter(String name) {
            return in(parameters, name);
        }

        /** By the inputs, [T][B][D]. */
        public double[][][] x() {
            return x;
        }

        /** By the initial value of a state, [B][H]. */
        public double[][] initial(String state) {
            return in(initial, state);
        }
    }

    /** The same vector as the row of every sequence: what is added to one row is summed over all. */
    private static double[][] repeated(double[] vector, int batch) {
        double[][] rows = new double[batch][];
        Arrays.fill(rows, vector);
        return rows;
    }

    private static <K, V> V in(Map<K, V> map, K name) {
        return Objects.requireNonNull(map.get(name));
    }

    private void requireKnown(String kind, Set<String> names, Collection<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("cell " + cell.name() + " has no " + kind + " " + name + "; it has "
                        + String.join(", ", known));
            }
        }
    }

    private void requireShape(String what, double[][] rows, int batch, int width) {
        boolean fits = rows.length == batch;
        for (double[] row : rows) {
            fits &= row.length == width;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "cell " + cell.name() + ": " + what + " must be " + batch + " rows of " + width);
        }
    }
}
