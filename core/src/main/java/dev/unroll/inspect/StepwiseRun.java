package dev.unroll.inspect;

import dev.unroll.nn.Directions;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
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
 * Noise is as outside training. The layers' parameters must not change, nor their gradients be in use, until it is closed.
 */
public final class StepwiseRun implements AutoCloseable {
    private final List<Layer> layers;
    private final RecurrentOptions wiring;
    private final int batch;
    private final int[] sequences;
    private final Feed feed;
    /** By step and layer. */
    private final List<List<LayerRun>> runs = new ArrayList<>();
    /** By step, the state before it; one more than steps. */
    private final List<RecurrentState> states = new ArrayList<>();

    private final float[] output;

    private StepwiseRun(List<Layer> layers, RecurrentOptions wiring, int steps, RecurrentState initial, Feed feed) {
        this.layers = layers;
        this.wiring = wiring;
        this.batch = initial.batch();
        this.feed = feed;
        sequences = IntStream.range(0, batch).toArray();
        output = new float[batch * outputWidth()];
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
        Feed feed = new Feed.Tokens(tokens, batch, stack.layers().getFirst().input());
        return of(stack, steps(tokens.length, batch), initial, feed);
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
        return of(stack, steps(x.size() / width, batch), initial, new Feed.Features(x.data(), batch, width));
    }

    private static StepwiseRun of(Recurrent stack, int steps, RecurrentState initial, Feed feed) {
        if (stack.options().directions() != Directions.FORWARD) {
            throw new IllegalArgumentException(
                    "step by step only a stack can be run that reads forward, not one that needs whole sequences");
        }
        return new StepwiseRun(stack.layers(), stack.options(), steps, initial, feed);
    }

    /** The same input, run by other layers. */
    StepwiseRun with(List<Layer> others, RecurrentState initial) {
        return new StepwiseRun(others, wiring, steps(), initial, feed);
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
        feed.write(t, sequences, step.getFirst());
        RecurrentState next = states.getLast().copy();
        float[] below = {};
        for (int l = 0; l < layers.size(); l++) {
            LayerRun run = step.get(l);
            if (l > 0) {
                copyRows(below, run.input(), run.inputStride());
            }
            if (l > 0 && wiring.skips()) {
                feed.write(t, sequences, run.input(), width(), run.inputStride());
            }
            run.state(states.get(t).values()[l]);
            float[] own = new float[batch * width()];
            run.forwardExact(own);
            for (int i = 0; wiring.residual() && l > 0 && i < own.length; i++) {
                own[i] += below[i];
            }
            for (int b = 0; b < batch && isHandedOut(l); b++) {
                System.arraycopy(own, b * width(), output, b * outputWidth() + column(l), width());
            }
            below = own;
            run.finalState(next.values()[l]);
        }
        states.add(next);
    }

    /** Copies a layer's output, or its gradient, into rows that lie a stride apart. */
    void copyRows(float[] from, float[] to, int stride) {
        for (int b = 0; b < batch; b++) {
            System.arraycopy(from, b * width(), to, b * stride, width());
        }
    }

    /** Of a layer's output. */
    int width() {
        return layers.getFirst().outputWidth();
    }

    /** Of the stack's output. */
    int outputWidth() {
        return wiring.skips() ? layers.size() * width() : width();
    }

    boolean isResidual() {
        return wiring.residual();
    }

    /** Whether a layer's output is in the stack's. */
    boolean isHandedOut(int layer) {
        return wiring.skips() || layer + 1 == layers.size();
    }

    /** Where in the stack's output a layer's begins. */
    int column(int layer) {
        return wiring.skips() ? layer * width() : 0;
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

    /** The states before a step. */
    RecurrentState before(int step) {
        return states.get(step);
    }

    /** The states after a step, counted from 0. */
    public RecurrentState after(int step) {
        return states.get(Objects.checkIndex(step, steps()) + 1);
    }

    /** The stack's output at the last step, [batch × its width]. */
    public float[] lastOutput() {
        return output.clone();
    }

    /**
     * Carries the gradient of a loss at the last step back to the first.
     *
     * @param ofOutput gradient of the stack's output at the last step, [batch × its width]
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
        int[] same = new int[elements];
        Arrays.fill(same, sequence);
        copyInput(layer, step, same, copies);
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

    /** What a layer has read in a step: into each row of a pass over one step, that of a sequence. */
    private void copyInput(int layer, int step, int[] of, LayerRun to) {
        if (layer == 0) {
            feed.write(step, of, to);
            return;
        }
        LayerRun from = run(layer, step);
        int width = layers.get(layer).input();
        for (int row = 0; row < of.length; row++) {
            System.arraycopy(from.input(), of[row] * from.inputStride(), to.input(), row * to.inputStride(), width);
        }
    }

    /** Likewise, of all sequences. */
    void copyInput(int layer, int step, LayerRun to) {
        copyInput(layer, step, sequences, to);
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
