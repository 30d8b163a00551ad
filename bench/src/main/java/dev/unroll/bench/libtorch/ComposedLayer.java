package dev.unroll.bench.libtorch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One layer of a cell that libtorch has no network of, composed of its operations in a loop over time, the way an expert
 * does it: input products of all steps in one, tokens looked up, weights of a common operand in one block laid out as
 * {@code torch.nn.Linear} does, the sequence taken apart by one {@code unbind} (a {@code select} at every step halves the
 * speed of the backward pass).
 *
 * <p>Parameters go by the names they have in this project's equations.
 */
abstract class ComposedLayer {
    /**
     * What belongs to one name in a block.
     *
     * @param columns whether it is columns, as in a look-up table, or rows, as in {@code torch.nn.Linear}
     */
    private record Part(Tensor block, int first, boolean columns, int hidden) {
        Tensor of(Tensor whole) {
            return columns ? whole.narrow(1, first, hidden).t() : whole.narrow(0, first, hidden);
        }
    }

    private final int input;
    private final boolean tokens;
    private final int hidden;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /**
     * @param input width of x, or the number of tokens
     * @param tokens whether x is tokens
     */
    ComposedLayer(int input, boolean tokens, int hidden) {
        this.input = input;
        this.tokens = tokens;
        this.hidden = hidden;
    }

    /** How many states the cell has; the first is its output. */
    abstract int states();

    /**
     * Runs the sequence.
     *
     * @param x (T, B, D), or tokens (T, B)
     * @param initial one (B, H) for each state
     * @param finals takes the last states
     * @return the first state at every step, (T, B, H)
     */
    abstract Tensor forward(Tensor x, List<Tensor> initial, List<Tensor> finals);

    /** Trained matrices that multiply x, for {@link #project}. */
    final Tensor inputMatrices(String... names) {
        long width = (long) names.length * hidden;
        return tokens ? trained(names, true, input, width) : trained(names, false, width, input);
    }

    /** Trained matrices that multiply something of the state's width, one under the other: (names · H, H). */
    final Tensor stateMatrices(String... names) {
        return trained(names, false, (long) names.length * hidden, hidden);
    }

    /** Trained vectors, one after the other. */
    final Tensor vectors(String... names) {
        return trained(names, false, (long) names.length * hidden);
    }

    private Tensor trained(String[] names, boolean columns, long... shape) {
        double bound = 1 / Math.sqrt(hidden);
        Tensor block = torch.rand(shape).mul(new Scalar(2 * bound)).sub(new Scalar(bound));
        block.set_requires_grad(true);
        for (int i = 0; i < names.length; i++) {
            parts.put(names[i], new Part(block, i * hidden, columns, hidden));
        }
        return block;
    }

    /** Input matrices times x, plus a bias: (T, B, names · H). */
    final Tensor project(Tensor x, Tensor matrices, Tensor bias) {
        if (tokens) {
            return torch.embedding(matrices, x).add(bias);
        }
        return torch.addmm(bias, x.reshape(-1, input), matrices.t()).view(x.size(0), x.size(1), -1);
    }

    final List<Tensor> parameters() {
        return parts.values().stream().map(Part::block).distinct().toList();
    }

    final List<String> names() {
        return List.copyOf(parts.keySet());
    }

    /** Sets a parameter from numbers as the equations have them: a matrix (H, width of its operand), or a vector. */
    final void set(String name, float[] values) {
        Part part = part(name);
        try (var _ = new NoGradGuard()) {
            Tensor to = part.of(part.block);
            to.copy_(Tensor.create(values).reshape(to.sizes()));
        }
    }

    /** A parameter's gradient, laid out likewise. */
    final float[] gradient(String name) {
        Part part = part(name);
        return values(part.of(part.block.grad()));
    }

    /** A tensor's numbers, row-major. */
    static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    private Part part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }
}
