package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Kernels;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a layer. The equations' parameters lie together in a few large padded arrays, as the plan says; here
 * they are spoken of by the names in the equations.
 */
final class LayerParameters {
    private final Plan plan;
    private final Widths w;
    private final List<Tensor> weights = new ArrayList<>();
    private final Tensor vectors;
    private final Map<String, int[]> shapes;
    private final @Nullable ReadoutWeights readout;

    /** @param output width of the output, which matters only where the cell has an equation for it */
    LayerParameters(Plan plan, Widths w, int output) {
        this.plan = plan;
        this.w = w;
        shapes = plan.cell().parameterShapes(w.hidden(), w.input(), output);
        readout = plan.readout()
                .map(r -> new ReadoutWeights(r, w.hidden(), output, w.panel()))
                .orElse(null);
        for (Plan.Weights block : plan.weights()) {
            int rows = block.rows().stream().mapToInt(w::weightRows).sum();
            int cols = block.groups() * w.padded();
            weights.add(Tensor.parameter(new float[Math.multiplyExact(rows, cols)], rows, cols));
        }
        int count = plan.vectors().size();
        vectors = Tensor.parameter(new float[count * w.padded()], count, w.padded());
    }

    /** The blocks of {@link Plan#weights}. */
    List<Tensor> weights() {
        return weights;
    }

    /** [vectors × padded hidden width]. */
    Tensor vectors() {
        return vectors;
    }

    /** What the optimiser updates. The padding in them is zero and stays zero. */
    List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>(weights);
        if (vectors.size() > 0) {
            all.add(vectors);
        }
        if (readout != null) {
            all.addAll(readout.tensors());
        }
        return all;
    }

    /** The parameters of the equation for the output, where there is one. */
    @Nullable
    ReadoutWeights readout() {
        return readout;
    }

    void packReadout(Kernels kernels) {
        if (readout != null) {
            readout.pack(kernels);
        }
    }

    /** Names of the parameters in the equations: matrices, then vectors. */
    List<String> parameterNames() {
        return List.copyOf(shapes.keySet());
    }

    /** Shape of a parameter as its equation has it. */
    int[] shape(String name) {
        int[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException(
                    "cell " + plan.cell().name() + " has no parameter " + name + "; it has " + parameterNames());
        }
        return shape.clone();
    }

    private int operandWidth(Plan.Matrix m) {
        return m.operand() == Plan.INPUT ? w.input() : w.hidden();
    }

    /**
     * A copy of the numbers that belong to a parameter, row-major in its {@link #shape}.
     *
     * @param of the array to read for each of {@link #tensors}
     */
    float[] read(String name, Function<Tensor, float[]> of) {
        shape(name);
        if (readout != null && readout.has(name)) {
            return of.apply(readout.get(name)).clone();
        }
        Optional<Plan.Matrix> matrix = matrix(name);
        if (matrix.isEmpty()) {
            int from = plan.vectors().indexOf(name) * w.padded();
            return Arrays.copyOfRange(of.apply(vectors), from, from + w.hidden());
        }
        Plan.Matrix m = matrix.get();
        Tensor tensor = weights.get(m.block());
        float[] from = of.apply(tensor);
        int width = operandWidth(m);
        int corner = corner(m);
        int ld = tensor.size(1);
        float[] values = new float[w.hidden() * width];
        for (int i = 0; i < width; i++) {
            for (int o = 0; o < w.hidden(); o++) {
                values[o * width + i] = from[corner + i * ld + o];
            }
        }
        return values;
    }

    /** The way back of {@link #read}. */
    void write(String name, float[] values, Function<Tensor, float[]> into) {
        int[] shape = shape(name);
        int size = shape[0] * (shape.length > 1 ? shape[1] : 1);
        if (values.length != size) {
            throw new IllegalArgumentException("parameter " + name + " of cell "
                    + plan.cell().name() + " has " + size + " numbers, got " + values.length);
        }
        if (readout != null && readout.has(name)) {
            System.arraycopy(values, 0, into.apply(readout.get(name)), 0, size);
            return;
        }
        Optional<Plan.Matrix> matrix = matrix(name);
        if (matrix.isEmpty()) {
            System.arraycopy(values, 0, into.apply(vectors), plan.vectors().indexOf(name) * w.padded(), values.length);
            return;
        }
        Plan.Matrix m = matrix.get();
        Tensor tensor = weights.get(m.block());
        int width = operandWidth(m);
        int corner = corner(m);
        int ld = tensor.size(1);
        float[] to = into.apply(tensor);
        for (int i = 0; i < width; i++) {
            for (int o = 0; o < w.hidden(); o++) {
                to[corner + i * ld + o] = values[o * width + i];
            }
        }
    }

    private Optional<Plan.Matrix> matrix(String name) {
        return plan.matrices().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Offset of a matrix's first number in its block. */
    int corner(Plan.Matrix m) {
        Plan.Weights block = plan.weights().get(m.block());
        int top = 0;
        for (int operand : block.rows()) {
            if (operand == m.operand()) {
                break;
            }
            top += w.weightRows(operand);
        }
        return top * block.groups() * w.padded() + (m.group() - block.firstGroup()) * w.padded();
    }

    /**
     * Draws every parameter anew: what the cell says, else U(−1/√hidden, 1/√hidden) as PyTorch does, but U(−1, 1) where a
     * matrix is a table that tokens look up. A parameter's numbers depend on the seed and its name only.
     *
     * @param prefix of the names, so that layers differ
     */
    void initialise(long seed, String prefix) {
        for (String name : parameterNames()) {
            int[] shape = shape(name);
            int width = shape.length > 1 ? shape[1] : 1;
            CounterRandom random = CounterRandom.named(seed, prefix + name);
            Init init = plan.cell().inits().getOrDefault(name, new Init.Uniform(bound(name)));
            write(name, init.draw(shape[0], width, random), Tensor::data);
        }
    }

    /**
     * A sum of hidden terms needs small ones; a token's column is the whole sum. ±1 is also where an embedding of unit
     * variance ends up behind a matrix that starts as PyTorch's: docs/decisions/010-first-weights-of-tables.md.
     */
    private double bound(String name) {
        boolean isTable = w.tokens()
                && matrix(name).filter(m -> m.operand() == Plan.INPUT).isPresent();
        return isTable ? 1 : 1 / Math.sqrt(w.hidden());
    }

    /** Numbers that can be trained, without padding. */
    long parameterCount() {
        return parameterNames().stream()
                .map(this::shape)
                .mapToLong(s -> (long) s[0] * (s.length > 1 ? s[1] : 1))
                .sum();
    }
}
