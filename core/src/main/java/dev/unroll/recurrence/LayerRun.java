package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.StageClock.Part;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a layer over some steps of some sequences: what goes in, what comes out, and the way back. Obtained from
 * {@link Layer#begin}; used by one thread at a time.
 */
public final class LayerRun {
    private final Layer layer;
    private final Plan plan;
    private final Widths w;
    private final Engine engine;
    private final List<Tensor> weights;
    private final LayerMemory memory;
    private final boolean training;

    LayerRun(Layer layer, LayerMemory memory, boolean training) {
        this.layer = layer;
        plan = layer.plan();
        w = layer.widths();
        engine = layer.engine();
        weights = layer.parameters().weights();
        this.memory = memory;
        this.training = training;
        memory.lengths();
        memory.masks.expect();
    }

    /** Has somebody know where the time goes. */
    void clock(StageClock clock) {
        memory.clock = clock;
    }

    /**
     * How many steps of each sequence count; without it, all of every sequence. What lies past the end of a sequence
     * changes nothing: its output there is zero, its state stays as it is, and no gradient comes from there. Comes first.
     *
     * @param lengths 0 … steps for each sequence; one of length 0 hands its state through
     */
    public void lengths(int... lengths) {
        if (lengths.length != memory.batch || Arrays.stream(lengths).anyMatch(n -> n < 0 || n > memory.steps)) {
            throw new IllegalArgumentException("lengths " + Arrays.toString(lengths) + " for " + memory.batch
                    + " sequences of at most " + memory.steps + " steps");
        }
        memory.lengths(lengths.clone());
    }

    /**
     * The token of every row t · batch + b, for a layer whose input is a token index.
     *
     * @param tokens each below the number of tokens, or anything past the end of a sequence; read until the backward pass
     *     is over
     */
    public void tokens(int[] tokens) {
        boolean ragged = memory.shortest < memory.steps;
        int[] known = ragged ? tokens.clone() : tokens;
        for (int r = 0; r < tokens.length; r++) {
            if (ragged && memory.ended(r % memory.batch, r / memory.batch)) {
                known[r] = 0;
            } else if (tokens[r] < 0 || tokens[r] >= w.input()) {
                throw new IllegalArgumentException(
                        "token " + tokens[r] + " is not one of the " + w.input() + " that the layer knows");
            }
        }
        memory.tokens = known;
    }

    /**
     * Draws the plan's {@link StateNoise}; without it, the run has what is expected of it.
     *
     * @param random another one for every layer and every update
     * @param firstRow rows of a longer run that come before this one's
     */
    public void noise(CounterRandom random, int firstRow) {
        memory.masks.draw(engine.team(), random, firstRow);
    }

    Masks masks() {
        return memory.masks;
    }

    /** Where the layer below, or whoever has the input, writes row t · batch + b: from {@code row · stride}. */
    public float[] input() {
        return memory.operands;
    }

    public int inputStride() {
        return w.operandStride(plan.operands().size());
    }

    /** Sets the state before the first step, [batch × hidden] for each state of the cell. */
    public void state(float[][] state) {
        moveState(state, 0, true);
    }

    /** Copies the state after the last step. */
    public void finalState(float[][] state) {
        stateAfter(memory.steps, state);
    }

    /** Copies the state after so many steps; after 0, the one before the first. */
    public void stateAfter(int steps, float[][] state) {
        moveState(state, steps, false);
    }

    private void moveState(float[][] state, int time, boolean in) {
        for (int s = 0; s < state.length; s++) {
            int operand = plan.states().get(s).operand();
            float[] table = operand >= 0 ? memory.operands : memory.states;
            int stride = operand >= 0 ? inputStride() : w.stride(plan.states().size());
            int column = operand >= 0 ? w.inputColumns() + operand * w.padded() : LayerMemory.ORIGIN + s * w.padded();
            for (int b = 0; b < memory.batch; b++) {
                int at = (time * memory.batch + b) * stride + column;
                if (in) {
                    System.arraycopy(state[s], b * w.hidden(), table, at, w.hidden());
                } else {
                    System.arraycopy(table, at, state[s], b * w.hidden(), w.hidden());
                }
            }
        }
    }

    /**
     * Runs all steps; row t · batch + b of the output goes to {@code row · stride}. Where the output is a state, it is padded
     * with zeros to whole panels.
     */
    public void forward(float[] output, int stride) {
        memory.clock.start();
        boolean few = Pieces.isFew(memory.steps * memory.batch);
        if (training) {
            layer.panels().pack(engine, layer.weightArrays(), few, true);
            layer.vectors().compute();
            if (few) {
                layer.parameters().packReadout(engine.kernels());
            }
        }
        if (!w.tokens()) {
            clearEndedInput();
        }
        if (!few && !w.tokens()) {
            multiplyInput();
        }
        memory.clock.end(Part.BEFORE, 0);
        ReadoutPass readout = readout();
        Pass.Output to = readout == null ? new Pass.Output(output, stride) : readout.handedOut();
        memory.pass(layer).forward(to, few && !w.tokens());
        if (readout != null) {
            readout.forward(output, stride);
            memory.clock.end(Part.READOUT, 0);
        }
    }

    private @Nullable ReadoutPass readout() {
        ReadoutWeights own = layer.parameters().readout();
        return own == null ? null : memory.readout(layer, plan.readout().orElseThrow(), own);
    }

    /** Like {@link #forward}, with rows of exactly the output's width, one after the other. */
    public void forwardExact(float[] output) {
        if (!w.ragged() || plan.readout().isPresent()) {
            forward(output, layer.outputWidth());
            return;
        }
        int rows = memory.steps * memory.batch;
        if (memory.paddedOutput.length == 0) {
            memory.paddedOutput = new float[rows * w.padded()];
        }
        forward(memory.paddedOutput, w.padded());
        for (int r = 0; r < rows; r++) {
            System.arraycopy(memory.paddedOutput, r * w.padded(), output, r * w.hidden(), w.hidden());
        }
    }

    /** Past the end of a sequence there may be anything, and a product with zero is not always zero. */
    private void clearEndedInput() {
        for (int t = memory.shortest; t < memory.steps; t++) {
            for (int b = 0; b < memory.batch; b++) {
                if (memory.ended(b, t)) {
                    int at = (t * memory.batch + b) * inputStride();
                    Arrays.fill(memory.operands, at, at + w.input(), 0);
                }
            }
        }
    }

    private void multiplyInput() {
        for (int b = 0; b < weights.size(); b++) {
            Plan.Weights block = plan.weights().get(b);
            if (block.rows().getFirst() == Plan.INPUT) {
                int cols = block.groups() * w.padded();
                int rows = memory.steps * memory.batch;
                int to = LayerMemory.ORIGIN + block.firstGroup() * w.padded();
                int stride = w.stride(plan.groups());
                float[] data = weights.get(b).data();
                engine.gemm(
                        false,
                        false,
                        rows,
                        cols,
                        w.input(),
                        memory.operands,
                        0,
                        inputStride(),
                        data,
                        0,
                        cols,
                        0,
                        memory.groups,
                        to,
                        stride);
            }
        }
    }

    /** The array for the output's gradient, row t · batch + b at {@code row · outputGradientStride()}. */
    public float[] outputGradient() {
        ReadoutPass readout = readout();
        return readout == null ? memory.outputGradient(plan, w) : readout.gradient();
    }

    public int outputGradientStride() {
        ReadoutPass readout = readout();
        return readout == null ? w.stride(1) : readout.gradientStride();
    }

    /**
     * Runs all steps backward and adds to the gradients of the parameters. Comes after {@link #forward} and after
     * {@link #outputGradient} has been filled (its padding with zeros).
     *
     * @param ofFinal gradient of each final state, [batch × hidden]; a null entry for none
     * @param ofInitial gets the gradient of each initial state; a null entry where it is not wanted
     */
    public void backward(float[][] ofFinal, float[][] ofInitial) {
        boolean toTheEnd = Arrays.stream(ofInitial).anyMatch(g -> g != null);
        Backflow flow = begin(ofFinal);
        backward(flow, toTheEnd);
        end(flow, ofInitial);
    }

    /** Begins a backward pass that is made piece by piece, last to first, {@code ofFinal} being as in {@link #backward}. */
    public Backflow begin(float[][] ofFinal) {
        Backflow flow = memory.backflow(plan, w);
        flow.begin(plan, ofFinal);
        return flow;
    }

    /**
     * Runs the steps of a piece backward.
     *
     * @param flow what comes from the piece after it; becomes what goes to the piece before it
     * @param toTheEnd whether the gradients of the states before its first step are wanted
     */
    public void backward(Backflow flow, boolean toTheEnd) {
        memory.clock.start();
        memory.prepareBackward(plan, w, flow);
        ReadoutPass readout = readout();
        if (readout != null) {
            readout.backward(memory.outputGradient(plan, w));
            memory.clock.end(Part.READOUT, 0);
        }
        memory.pass(layer).backward(flow, toTheEnd);
        System.arraycopy(memory.vectorGradients, 0, flow.vectors, 0, flow.vectors.length);
        WeightGradients gradients = new WeightGradients(layer, memory);
        int each = Pieces.stepsOfASum(memory.batch);
        for (int from = (memory.steps - 1) / each * each; from >= 0; from -= each) {
            int rows = Math.min(each, memory.steps - from) * memory.batch;
            gradients.add(from * memory.batch, rows);
            if (readout != null) {
                readout.addGradients(from * memory.batch, rows);
            }
        }
        memory.clock.end(Part.WEIGHTS, 0);
    }

    /** Ends a backward pass that was made piece by piece, {@code ofInitial} being as in {@link #backward}. */
    public void end(Backflow flow, float[][] ofInitial) {
        new WeightGradients(layer, memory).addToVectors(flow);
        flow.end(ofInitial);
    }

    /**
     * After {@link #backward}: the gradient of the input, row t · batch + b at {@code row · stride}.
     *
     * @param beta 0 to overwrite {@code to}, 1 to add to it
     */
    public void inputGradient(float[] to, int stride, float beta) {
        inputGradient(to, 0, stride, beta);
    }

    /** Likewise, row t · batch + b at {@code offset + row · stride}. */
    public void inputGradient(float[] to, int offset, int stride, float beta) {
        int rows = memory.steps * memory.batch;
        if (!plan.hoisted().contains(true) && beta == 0) {
            for (int r = 0; r < rows; r++) {
                Arrays.fill(to, offset + r * stride, offset + r * stride + w.input(), 0);
            }
        }
        float add = beta;
        for (int b = 0; b < weights.size(); b++) {
            Plan.Weights block = plan.weights().get(b);
            if (block.rows().getFirst() == Plan.INPUT) {
                int cols = weights.get(b).size(1);
                float[] data = weights.get(b).data();
                int from = LayerMemory.ORIGIN + block.firstGroup() * w.padded();
                engine.gemm(
                        false,
                        true,
                        rows,
                        w.input(),
                        cols,
                        memory.groups,
                        from,
                        w.stride(plan.groups()),
                        data,
                        0,
                        cols,
                        add,
                        to,
                        offset,
                        stride);
                add = 1;
            }
        }
    }

    /** Gives the memory back for the next run. */
    public void end() {
        layer.takeBack(memory, training);
    }
}
