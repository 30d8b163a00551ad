package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Plan;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Any cell, stacked in layers and run over time: layer n reads the output of layer n − 1 at the same step and its own
 * state of the step before.
 *
 * <pre>{@code
 * var lstm = new Recurrent(engine, Cell.library("lstm"), Recurrent.tokens(65), 128, 2, 0);
 * lstm.initialise(1, "");
 * RecurrentState state = lstm.zeroState(batch);
 * Tensor h = lstm.forward(tape, tokens, steps, state, random); // [steps · batch × hidden]
 * }</pre>
 *
 * Sequences are time-major: row t · batch + b. The state that is passed in is the one before the first step; it is replaced
 * by the one after the last. No gradient flows from one call to the next: calling it piece by piece is truncated
 * backpropagation through time, with the state carried for ever.
 */
public final class Recurrent implements Module {
    /** What a stack reads: dense features, or token indices (one-hot vectors that are never written out). */
    public record Input(int size, boolean isTokens) {}

    private final Engine engine;
    private final List<Layer> layers = new ArrayList<>();
    private final double dropout;

    /**
     * @param hidden width of every layer's states
     * @param dropout probability of dropping an element between two layers in training
     */
    public Recurrent(Engine engine, Cell cell, Input input, int hidden, int layerCount, double dropout) {
        if (layerCount < 1) {
            throw new IllegalArgumentException("a recurrent stack needs at least one layer, got " + layerCount);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), got " + dropout);
        }
        this.engine = engine;
        this.dropout = dropout;
        Plan plan = Plan.of(cell);
        for (int l = 0; l < layerCount; l++) {
            layers.add(
                    l == 0
                            ? new Layer(engine, plan, input.size(), input.isTokens(), hidden)
                            : new Layer(engine, plan, hidden, false, hidden));
        }
    }

    /** Input of token indices below {@code count}. */
    public static Input tokens(int count) {
        return new Input(count, true);
    }

    /** Input of {@code width} numbers a step. */
    public static Input features(int width) {
        return new Input(width, false);
    }

    /** Draws all parameters anew from a seed. */
    public void initialise(long seed, String prefix) {
        for (int l = 0; l < layers.size(); l++) {
            layers.get(l).initialise(seed, prefix + "l" + l + ".");
        }
    }

    /** Adds the kernels for passes over {@code batch} sequences to a rehearsal. */
    public void rehearse(int batch, Rehearsal rehearsal) {
        layers.forEach(l -> l.rehearse(batch, rehearsal));
    }

    public int hidden() {
        return layers.getFirst().hidden();
    }

    public List<Layer> layers() {
        return List.copyOf(layers);
    }

    /** The zero state for a batch. */
    public RecurrentState zeroState(int batch) {
        int states = layers.getFirst().plan().states().size();
        return new RecurrentState(batch, new float[layers.size()][states][Math.multiplyExact(batch, hidden())]);
    }

    /**
     * Runs over a piece of {@code tokens.length / batch} steps.
     *
     * @param tokens token of row t · batch + b
     * @param state before the first step; becomes the one after the last
     * @param random for dropout; another one for every step of training
     * @return output of the top layer, [steps · batch × hidden]
     */
    public Tensor forward(Tape tape, int[] tokens, RecurrentState state, CounterRandom random) {
        return tape.apply(operation(state, random, tokens), parameters().toArray(Tensor[]::new));
    }

    /** The same for dense input x [steps · batch × width]; a gradient flows to x when it is tracked. */
    public Tensor forward(Tape tape, Tensor x, RecurrentState state, CounterRandom random) {
        List<Tensor> inputs = new ArrayList<>(parameters());
        inputs.addFirst(x);
        return tape.apply(operation(state, random, null), inputs.toArray(Tensor[]::new));
    }

    private Unrolled operation(RecurrentState state, CounterRandom random, int @Nullable [] tokens) {
        return new Unrolled(engine, layers, state, new Dropout(dropout), random, tokens);
    }

    /** Runs one step at a time from the weights as they are now, for sampling. */
    public RecurrentStream stream(int batch) {
        return new RecurrentStream(layers, zeroState(batch));
    }

    @Override
    public List<Tensor> parameters() {
        return layers.stream().flatMap(l -> l.tensors().stream()).toList();
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int l = 0; l < layers.size(); l++) {
            new LayerNames(layers.get(l), l).export(of, named);
        }
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        for (int l = 0; l < layers.size(); l++) {
            new LayerNames(layers.get(l), l).restore(from, into);
        }
    }
}
