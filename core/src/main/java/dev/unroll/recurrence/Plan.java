package dev.unroll.recurrence;

import dev.unroll.expr.Reducer;
import dev.unroll.kernel.Program;
import java.util.List;
import java.util.Optional;

/**
 * What the compiler makes of a {@link Cell}: which weights lie in one block, which products run when, and the fused
 * elementwise programs between them, forward and backward. It knows no sizes; {@link Layer} runs it.
 *
 * <p>One time step of the forward pass is a list of stages. A stage first reduces rows to numbers and computes with these, then
 * multiplies, block of columns by block of columns, then runs its pointwise programs over some rows after the others; reductions and
 * products read what earlier stages finished. The backward pass has the same form, and its products carry gradients back to the operands.
 *
 * @param dropped how many values the noise drops out
 * @param states names in the order of the equations, with where each lives
 * @param outputs number of values that a step hands out
 * @param operands what recurrent products multiply, in memory order; each is one padded width
 * @param groups number of pre-activation columns, each one padded width
 * @param hoisted whether each group gets a product of the input
 * @param values number of further columns kept for the backward pass
 * @param partials number of gradients passed between stages of a step
 * @param reduced numbers for each sequence: reductions and what is made of them
 * @param gradientMeans likewise of means of gradients
 * @param weights the blocks of weights
 * @param matrices where each matrix parameter lies
 * @param shared further products of matrices
 * @param vectors names of the vector parameters that the step reads
 * @param vectorValues further vectors, which are functions of these
 * @param ofVectors programs over a single row that compute them, before the first step
 * @param vectorGradients index of the vector that each column of vector gradients belongs to
 * @param readout how the output is made of what the step hands out, where there is an equation for it; else they are the same
 */
public record Plan(
        Cell cell,
        StateNoise noise,
        int dropped,
        List<State> states,
        int outputs,
        List<String> operands,
        int groups,
        List<Boolean> hoisted,
        int values,
        int partials,
        int reduced,
        int gradientMeans,
        List<Weights> weights,
        List<Matrix> matrices,
        List<Shared> shared,
        List<String> vectors,
        int vectorValues,
        List<Step> ofVectors,
        List<Integer> vectorGradients,
        List<ForwardStage> forward,
        List<BackwardStage> backward,
        Optional<Readout> readout) {

    /** Row index of the input in {@link Weights#rows()}. */
    public static final int INPUT = -1;

    /** Index of the state that is the output, or −1 where there is an equation for it. */
    public int outputState() {
        return readout.isPresent() ? -1 : cell.states().indexOf(cell.output());
    }

    /** Compiles a cell. */
    public static Plan of(Cell cell) {
        return of(cell, StateNoise.NONE);
    }

    /**
     * Compiles a cell whose states are disturbed in training.
     *
     * @throws IllegalArgumentException as {@link StateNoise#check}
     */
    public static Plan of(Cell cell, StateNoise noise) {
        return new PlanCompiler(cell, noise).compile();
    }

    /**
     * @param operand index among the operands, or −1 when no product reads the state
     * @param carried whether a part of its gradient reaches the previous step elementwise
     */
    public record State(String name, int operand, boolean carried) {}

    /**
     * One array of weights, [rows of the operands, one under the other × columns of the groups]: as tall and wide as it
     * can be without unused corners, so that hoisting, weight gradients and the optimiser handle few large things.
     *
     * @param rows operands top to bottom, {@link #INPUT} first if it takes part
     * @param firstGroup leftmost group
     * @param groups how many adjacent groups
     */
    public record Weights(List<Integer> rows, int firstGroup, int groups) {
        boolean covers(int operand, int group) {
            return rows.contains(operand) && group >= firstGroup && group < firstGroup + groups;
        }
    }

    /** A matrix parameter: rows of {@code operand}, columns of {@code group}, inside weights {@code block}. */
    public record Matrix(String name, int block, int operand, int group) {}

    /** A product of a matrix that is stored where another product of it, with another operand, has its weights. */
    public record Shared(int operand, int group, Matrix matrix) {}

    /** An operand times a matrix. */
    public record Term(int operand, Matrix matrix) {}

    /** scratch column ← Σ over the terms of operand · weights, for one group. */
    public record ForwardProduct(int group, List<Term> terms) {}

    /** scratch column ← Σ over the groups that read the operand of gradient · weightsᵀ, of this step or the next one. */
    public record BackwardProduct(int operand, boolean ofNextStep) {}

    /** A number for each sequence ← all columns of a value that an earlier stage finished. */
    public record Reduction(Reducer reducer, Slot from, Slot to) {}

    /** A program and what its bindings are: the inputs in order, then the outputs. */
    public record Step(Program program, List<Slot> slots) {
        List<Slot> written() {
            return slots.subList(slots.size() - program.outputs().size(), slots.size());
        }
    }

    /**
     * Product i writes scratch column i.
     *
     * @param numbers programs over one row, which has an element for each sequence
     */
    public record ForwardStage(
            List<ForwardProduct> products, List<Reduction> reductions, List<Step> numbers, List<Step> steps) {}

    public record BackwardStage(
            List<BackwardProduct> products, List<Reduction> reductions, List<Step> numbers, List<Step> steps) {}
}
