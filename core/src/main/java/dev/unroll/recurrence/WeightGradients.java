package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The gradients of a layer's parameters, from what a backward pass has left in the memory of a run: those of pre-activations in the
 * groups' columns, beside the operands that the weights have multiplied.
 */
final class WeightGradients {
    /** Columns of the token weights' gradient that one task adds up. */
    private static final int TOKEN_COLUMNS = 256;

    private final Plan plan;
    private final Widths w;
    private final Engine engine;
    private final LayerParameters parameters;
    private final List<Tensor> weights;
    private final LayerMemory memory;
    private final int inputStride;

    WeightGradients(Layer layer, LayerMemory memory) {
        plan = layer.plan();
        w = layer.widths();
        engine = layer.engine();
        parameters = layer.parameters();
        weights = parameters.weights();
        this.memory = memory;
        inputStride = w.operandStride(plan.operands().size());
    }

    /** Adds those of some rows, t · batch + b. */
    void add(int firstRow, int rows) {
        addToBlocks(firstRow, rows);
        addToShared(firstRow, rows);
    }

    /** One product over some time steps for each block of weights. */
    private void addToBlocks(int firstRow, int rows) {
        int stride = w.stride(plan.groups());
        for (int b = 0; b < weights.size(); b++) {
            Plan.Weights block = plan.weights().get(b);
            Tensor tensor = weights.get(b);
            float beta = tensor.beginGradient();
            float[] gradient = tensor.gradientArray();
            int cols = tensor.size(1);
            int from = LayerMemory.ORIGIN + block.firstGroup() * w.padded();
            boolean table = w.tokens() && block.rows().getFirst() == Plan.INPUT;
            int top = table ? w.input() : 0;
            if (table) {
                addTokenGradients(gradient, cols, from, beta, firstRow, rows);
            }
            int height = tensor.size(0) - top;
            if (height > 0) {
                int first = block.rows().get(table ? 1 : 0);
                int column = first == Plan.INPUT ? 0 : w.inputColumns() + first * w.padded();
                engine.gemm(
                        true,
                        false,
                        height,
                        cols,
                        rows,
                        memory.operands,
                        firstRow * inputStride + column,
                        inputStride,
                        memory.groups,
                        firstRow * stride + from,
                        stride,
                        beta,
                        gradient,
                        top * cols,
                        cols);
            }
        }
    }

    /** A shared matrix has one gradient: every product of it adds to the same numbers. */
    private void addToShared(int firstRow, int rows) {
        int stride = w.stride(plan.groups());
        for (Plan.Shared shared : plan.shared()) {
            Tensor tensor = weights.get(shared.matrix().block());
            engine.gemm(
                    true,
                    false,
                    w.padded(),
                    w.padded(),
                    rows,
                    memory.operands,
                    firstRow * inputStride + w.inputColumns() + shared.operand() * w.padded(),
                    inputStride,
                    memory.groups,
                    LayerMemory.ORIGIN + firstRow * stride + shared.group() * w.padded(),
                    stride,
                    1,
                    tensor.gradientArray(),
                    parameters.corner(shared.matrix()),
                    tensor.size(1));
        }
    }

    /** A token's rows of the gradient are added up in the order of time. */
    private void addTokenGradients(float[] gradient, int cols, int from, float beta, int firstRow, int rows) {
        int stride = w.stride(plan.groups());
        int parts = Math.max(1, cols / TOKEN_COLUMNS);
        engine.team().forEach(parts, part -> {
            int column = Engine.cut(cols, w.panel(), part, parts);
            int width = Engine.cut(cols, w.panel(), part + 1, parts) - column;
            if (beta == 0) {
                for (int token = 0; token < w.input(); token++) {
                    Arrays.fill(gradient, token * cols + column, token * cols + column + width, 0);
                }
            }
            for (int r = firstRow; r < firstRow + rows; r++) {
                int to = memory.tokens[r] * cols + column;
                engine.kernels().axpy(width, 1, memory.groups, r * stride + from + column, gradient, to);
            }
        });
    }

    /** Adds those of vectors, which a pass has summed over time for each sequence apart. */
    void addToVectors(Backflow flow) {
        if (plan.vectors().isEmpty()) {
            return;
        }
        float[] gradient = parameters.vectors().gradient();
        int stride = w.stride(plan.vectorGradients().size());
        for (int column = 0; column < plan.vectorGradients().size(); column++) {
            int to = plan.vectorGradients().get(column) * w.padded();
            engine.addColumnSums(flow.vectors, column * w.padded(), stride, memory.batch, w.padded(), gradient, to);
        }
    }
}
