package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parameters of a layer. The equations' parameters lie together in a few large padded arrays, as the plan says; here
 * they are spoken of by the names in the equations.
 */
final class LayerParameters {
    private final Plan plan;
    private final Widths w;
    private final List<Tensor> weights = new ArrayList<>();
    private final Tensor vectors;

    LayerParameters(Plan plan, Widths w) {
        this.plan = plan;
        this.w = w;
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
        return all;
    }

    /** Names of the parameters in the equations: matrices, then vectors. */
    List<String> parameterNames() {
        List<String> names = new ArrayList<>();
        plan.matrices().forEach(m -> names.add(m.name()));
        names.addAll(plan.vectors());
        return names;
    }

    /** Shape of a parameter as its equation has it: [hidden × width of the operand], or [hidden]. */
    int[] shape(String name) {
        return matrix(name).map(m -> new int[] {w.hidden(), operandWidth(m)}).orElseGet(() -> new int[] {w.hidden()});
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
        Optional<Plan.Matrix> matrix = matrix(name);
        if (matrix.isEmpty()) {
            int from = vector(name) * w.padded();
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
        Optional<Plan.Matrix> matrix = matrix(name);
        if (matrix.isEmpty()) {
            System.arraycopy(values, 0, into.apply(vectors), vector(name) * w.padded(), values.length);
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

    private int vector(String name) {
        int v = plan.vectors().indexOf(name);
        if (v < 0) {
            throw new IllegalArgumentException(
                    "cell " + plan.cell().name() + " has no parameter " + name + "; it has " + parameterNames());
        }
        return v;
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
     * Draws every parameter anew: U(−1/√hidden, 1/√hidden) as PyTorch does, or what the cell says. A parameter's numbers
     * depend on the seed and its name only.
     *
     * @param prefix of the names, so that layers differ
     */
    void initialise(long seed, String prefix) {
        for (String name : parameterNames()) {
            int[] shape = shape(name);
            int width = shape.length > 1 ? shape[1] : 1;
            CounterRandom random = CounterRandom.named(seed, prefix + name);
            Init init = plan.cell().inits().getOrDefault(name, new Init.Uniform(1 / Math.sqrt(w.hidden())));
            write(name, init.draw(shape[0], width, random), Tensor::data);
        }
    }

    /** Numbers that can be trained, without padding. */
    long parameterCount() {
        return parameterNames().stream()
                .map(this::shape)
                .mapToLong(s -> (long) s[0] * (s.length > 1 ? s[1] : 1))
                .sum();
    }
}
