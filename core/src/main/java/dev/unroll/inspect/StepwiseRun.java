package dev.unroll.inspect;

import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentState;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.LayerRun;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A stack of layers run over a piece of a sequence as one pass a step, all of them kept. A pass over the whole piece joins
 * the products of its steps and forgets each step's gradient of the states; here they lie open, for the time it takes to
 * make the products one by one.
 *
 * <pre>{@code
 * try (StepwiseRun run = StepwiseRun.ofTokens(lstm, tokens, lstm.zeroState(batch))) {
 *     GradientFlow flow = run.backward(gradientOfTheLastOutput);
 *     double[][] jacobian = run.jacobian(layer, step, sequence);
 * }
 * }</pre>
 *
 * There is no dropout. The layers' parameters must not change, nor their gradients be in use, until it is closed.
 */
public final class StepwiseRun implements AutoCloseable {
    /** Writes a step of the input: into each row of a pass over one step, that of a sequence. */
    private interface Feed {
        void write(int step, int[] sequences, LayerRun into);
    }

    private final List<Layer> layers;
    private final int batch;
    private final Feed feed;
    /** By step and layer. */
    private final List<List<LayerRun>> runs = new ArrayList<>();
    /** By step, the state before it; one more than steps. */
    private final List<RecurrentState> states = new ArrayList<>();

    private final float[] output;

    private StepwiseRun(List<Layer> layers, int steps, RecurrentState initial, Feed feed) {
        this.layers = layers;
        this.batch = initial.batch();
        this.feed = feed;
        output = new float[batch * layers.getLast().outputWidth()];
        states.add(initial.copy());
        for (int t = 0; t < steps; t++) {
            step(t);
        }
    }

    /**
     * Runs a stack that reads tokens.
     *
     * @param tokens token of row t · batch + b
     * @param initial the state before the first step; it is not changed
     */
    public static StepwiseRun ofTokens(Recurrent stack, int[] tokens, RecurrentState initial) {
        int batch = initial.batch();
        return new StepwiseRun(
                chain(stack),
                steps(tokens.length, batch),
                initial,
                (t, sequences, into) -> into.tokens(
                        Arrays.stream(sequences).map(b -> tokens[t * batch + b]).toArray()));
    }

    /**
     * Runs a stack that reads features.
     *
     * @param x [steps · batch × width]
     * @param initial the state before the first step; it is not changed
     */
    public static StepwiseRun ofFeatures(Recurrent stack, Tensor x, RecurrentState initial) {
        int batch = initial.batch();
        int width = stack.layers().getFirst().input();
        if (x.size() % width != 0) {
            throw new IllegalArgumentException("the input " + x + " does not divide into rows of " + width);
        }
        return new StepwiseRun(chain(stack), steps(x.size() / width, batch), initial, (t, sequences, into) -> {
            for (int row = 0; row < sequences.length; row++) {
                int from = (t * batch + sequences[row]) * width;
                System.arraycopy(x.data(), from, into.input(), row * into.inputStride(), width);
            }
        });
    }

    private static List<Layer> chain(Recurrent stack) {
        if (!stack.isChain()) {
            throw new IllegalArgumentException(
                    "step by step only a stack can be run whose layers read forward, and each just"
                            + " what the one below gives: not one with skips or residuals");
        }
        return stack.layers();
    }

    /** The same input, run by other layers. */
    StepwiseRun with(List<Layer> others, RecurrentState initial) {
        return new StepwiseRun(others, steps(), initial, feed);
    }

    private static int steps(int rows, int batch) {
        if (rows == 0 || rows % batch != 0) {
            throw new IllegalArgumentException(rows + " rows do not divide into steps of a batch of " + batch);
        }
        return rows / batch;
    }

    private void step(int t) {
        List<LayerRun> step = layers.stream().map(l -> l.begin(1, batch, true)).toList();
        runs.add(step);
        feed.write(t, IntStream.range(0, batch).toArray(), step.getFirst());
        RecurrentState next = states.getLast().copy();
        for (int l = 0; l < layers.size(); l++) {
            LayerRun run = step.get(l);
            run.state(states.get(t).values()[l]);
            if (l + 1 < layers.size()) {
                run.forward(step.get(l + 1).input(), step.get(l + 1).inputStride());
            } else {
                run.forwardExact(output);
            }
            run.finalState(next.values()[l]);
        }
        states.add(next);
    }

    public int steps() {
        return runs.size();
    }

    public int batch() {
        return batch;
    }

    /** Bottom to top. */
    public List<Layer> layers() {
        return layers;
    }

    LayerRun run(int layer, int step) {
        return runs.get(step).get(layer);
    }

    RecurrentState initial() {
        return states.getFirst();
    }

    /** The states after a step, counted from 0. */
    public RecurrentState after(int step) {
        return states.get(Objects.checkIndex(step, steps()) + 1);
    }

    /** The top layer's output at the last step, [batch × its width]. */
    public float[] lastOutput() {
        return output.clone();
    }

    /**
     * Carries the gradient of a loss at the last step back to the first.
     *
     * @param ofOutput gradient of the top layer's output at the last step, [batch × its width]
     */
    public GradientFlow backward(float[] ofOutput) {
        return new BackwardWalk(this).from(ofOutput);
    }

    /**
     * The Jacobian of one step of one layer: how its next states change with its states, the input held fixed. Row and
     * column s · hidden + i stand for element i of state s, in the order of the cell's equations.
     *
     * @return by row (next state), then column (state)
     */
    public double[][] jacobian(int layer, int step, int sequence) {
        Layer at = layers.get(layer);
        Objects.checkIndex(step, steps());
        Objects.checkIndex(sequence, batch);
        int hidden = at.hidden();
        float[][] state = states.get(step).values()[layer];
        int elements = state.length * hidden;
        // As many copies of the sequence as there are elements: each carries one of them back.
        LayerRun copies = at.begin(1, elements, true);
        copyInput(layer, step, sequence, copies, elements);
        float[][] repeated = new float[state.length][elements * hidden];
        float[][] ofNext = new float[state.length][elements * hidden];
        float[][] ofState = new float[state.length][elements * hidden];
        for (int row = 0; row < elements; row++) {
            ofNext[row / hidden][row * hidden + row % hidden] = 1;
            for (int s = 0; s < state.length; s++) {
                System.arraycopy(state[s], sequence * hidden, repeated[s], row * hidden, hidden);
            }
        }
        copies.state(repeated);
        copies.forwardExact(new float[elements * at.outputWidth()]);
        Arrays.fill(copies.outputGradient(), 0);
        copies.backward(ofNext, ofState);
        copies.end();
        clearGradients();
        double[][] jacobian = new double[elements][elements];
        for (int row = 0; row < elements; row++) {
            for (int column = 0; column < elements; column++) {
                jacobian[row][column] = ofState[column / hidden][row * hidden + column % hidden];
            }
        }
        return jacobian;
    }

    private void copyInput(int layer, int step, int sequence, LayerRun to, int copies) {
        if (layer == 0) {
            int[] sequences = new int[copies];
            Arrays.fill(sequences, sequence);
            feed.write(step, sequences, to);
            return;
        }
        LayerRun from = run(layer, step);
        int width = layers.get(layer).input();
        for (int row = 0; row < copies; row++) {
            System.arraycopy(from.input(), sequence * from.inputStride(), to.input(), row * to.inputStride(), width);
        }
    }

    /** A backward pass adds to the gradients of the parameters, which nobody asked for. */
    void clearGradients() {
        layers.forEach(l -> l.tensors().forEach(Tensor::clearGradient));
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        runs.forEach(step -> step.forEach(LayerRun::end));
    }
}
