package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Any cell, stacked in layers and run over time: layer n reads the output of layer n − 1 at the same step and its own
 * state of the step before.
 *
 * <pre>{@code
 * var lstm = new Recurrent(engine, Cell.library("lstm"), Recurrent.tokens(65), 128, RecurrentOptions.DEFAULT.withLayers(2));
 * lstm.initialise(1, "");
 * RecurrentOutput read = lstm.unroll(tape, Sequences.of(tokens, batch).withLengths(lengths));
 * Tensor scores = classes.forward(tape, read.last());
 * }</pre>
 *
 * Sequences are time-major: row t · batch + b. Where the states begin is the caller's choice, see {@link Start}; by default no
 * gradient flows from one call to the next.
 */
public final class Recurrent implements Module {
    /** What a stack reads: dense features, or token indices (one-hot vectors that are never written out). */
    public record Input(int size, boolean isTokens) {}

    private static final CounterRandom NO_RANDOM = new CounterRandom(0, 0);

    private final Stack stack;
    private final LearnedState learned;

    /** One layer that reads forward. */
    public Recurrent(Engine engine, Cell cell, Input input, int hidden) {
        this(engine, cell, input, hidden, RecurrentOptions.DEFAULT);
    }

    /** @param hidden width of every layer's states */
    public Recurrent(Engine engine, Cell cell, Input input, int hidden, RecurrentOptions options) {
        stack = new Stack(engine, cell, input, hidden, options);
        learned = LearnedState.of(stack);
    }

    /** Input of token indices below {@code count}. */
    public static Input tokens(int count) {
        return new Input(count, true);
    }

    /** Input of {@code width} numbers a step. */
    public static Input features(int width) {
        return new Input(width, false);
    }

    /** Draws all parameters anew from a seed; a learned state starts at zero. */
    public void initialise(long seed, String prefix) {
        for (int i = 0; i < layers().size(); i++) {
            layers().get(i).initialise(seed, prefix + stack.suffix(i) + ".");
        }
        learned.vectors().forEach(v -> Arrays.fill(v.data(), 0));
    }

    /** Adds the kernels for passes over {@code batch} sequences to a rehearsal. */
    public void rehearse(int batch, Rehearsal rehearsal) {
        layers().forEach(l -> l.rehearse(batch, rehearsal));
    }

    public int hidden() {
        return stack.hidden();
    }

    /** Numbers that each step of the output has: of both directions, of all layers, as the options say. */
    public int outputWidth() {
        return stack.outputWidth();
    }

    public RecurrentOptions options() {
        return stack.options();
    }

    /** The recurrences, layer by layer, in each forward then backward. */
    public List<Layer> layers() {
        return List.copyOf(stack.layers());
    }

    /** The state before the first step of {@code batch} sequences, to be carried. */
    public RecurrentState zeroState(int batch) {
        int size = Math.multiplyExact(batch, hidden());
        return new RecurrentState(batch, new float[layers().size()][stack.states()][size]);
    }

    /** Runs over whole sequences. */
    public RecurrentOutput unroll(Tape tape, Sequences in) {
        return unroll(tape, in, Start.FRESH);
    }

    /** Runs over sequences from given states, without noise. */
    public RecurrentOutput unroll(Tape tape, Sequences in, Start start) {
        if (tape.recording() && !stack.options().noise().isNone()) {
            throw new IllegalArgumentException(
                    "recurrent: dropout and zoneout in training need random numbers; pass a CounterRandom for this step");
        }
        return unroll(tape, in, start, NO_RANDOM);
    }

    /**
     * Runs over sequences from given states.
     *
     * @param random for the noise; another one for every step of training
     */
    public RecurrentOutput unroll(Tape tape, Sequences in, Start start, CounterRandom random) {
        check(in, start);
        List<Tensor> inputs = new ArrayList<>(parameters());
        Tensor x = in.x();
        if (x != null) {
            inputs.add(x);
        }
        if (start instanceof Start.At at) {
            inputs.addAll(at.states());
        }
        Unrolled operation = new Unrolled(stack, learned, in, start, random);
        Tensor output = tape.apply(operation, inputs.toArray(Tensor[]::new));
        return new RecurrentOutput(tape, in, stack, operation, output);
    }

    private void check(Sequences in, Start start) {
        Tensor x = in.x();
        if (stack.input().isTokens() != (x == null)) {
            throw new IllegalArgumentException("recurrent: the stack was made for "
                    + (x == null ? "features, and was given tokens" : "tokens, and was given features"));
        }
        int width = stack.input().size();
        if (x != null && (x.rank() != 2 || x.size(1) != width)) {
            throw new IllegalArgumentException("recurrent: input " + x + ", expected [rows × " + width + "]");
        }
        switch (start) {
            case Start.Fresh _ -> {}
            case Start.Carried carried -> checkCarried(in, carried);
            case Start.At at -> checkGiven(in, at.states());
        }
    }

    private static void checkCarried(Sequences in, Start.Carried carried) {
        if (carried.state().batch() != in.batch()) {
            throw new IllegalArgumentException(
                    "recurrent: the state of " + carried.state().batch() + " sequences for a batch of " + in.batch());
        }
        boolean inside = carried.after() >= 0 && carried.after() <= in.steps();
        if (!inside && carried.after() != Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "recurrent: the state after " + carried.after() + " steps of " + in.steps());
        }
    }

    private void checkGiven(Sequences in, List<Tensor> states) {
        int count = layers().size() * stack.states();
        boolean fits = states.size() == count
                && states.stream().allMatch(s -> Arrays.equals(s.shape(), new int[] {in.batch(), hidden()}));
        if (!fits) {
            throw new IllegalArgumentException("recurrent: the stack starts at " + count + " states of [" + in.batch()
                    + " × " + hidden() + "], got " + states);
        }
    }

    /**
     * Runs over a piece of {@code tokens.length / batch} steps.
     *
     * @param tokens token of row t · batch + b
     * @param state before the first step; becomes the one after the last
     * @param random for the noise; another one for every step of training
     * @return the output of every step, [steps · batch × width]
     */
    public Tensor forward(Tape tape, int[] tokens, RecurrentState state, CounterRandom random) {
        return unroll(tape, Sequences.of(tokens, state.batch()), Start.carried(state), random)
                .output();
    }

    /** The same for dense input x [steps · batch × width]; a gradient flows to x when it is tracked. */
    public Tensor forward(Tape tape, Tensor x, RecurrentState state, CounterRandom random) {
        return unroll(tape, Sequences.of(x, state.batch()), Start.carried(state), random)
                .output();
    }

    /**
     * Runs one step at a time from the weights as they are now, for sampling.
     *
     * @throws IllegalStateException if the stack reads backward, for which it needs whole sequences
     */
    public RecurrentStream stream(int batch) {
        if (stack.options().directions() != Directions.FORWARD) {
            throw new IllegalStateException(
                    "recurrent: a stack that reads backward needs whole sequences and cannot run step by step");
        }
        return new RecurrentStream(stack, learned.fill(zeroState(batch)));
    }

    @Override
    public List<Tensor> parameters() {
        List<Tensor> all = new ArrayList<>();
        stack.layers().forEach(layer -> all.addAll(layer.tensors()));
        all.addAll(learned.vectors());
        return all;
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < layers().size(); i++) {
            new LayerNames(layers().get(i), stack.suffix(i)).export(of, named);
        }
        for (int i = 0; i < learned.vectors().size(); i++) {
            for (int s = 0; s < stack.states(); s++) {
                float[] row = Arrays.copyOfRange(of.apply(learned.vectors().get(i)), s * hidden(), (s + 1) * hidden());
                named.put(learnedName(i, s), Tensor.of(row, hidden()));
            }
        }
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        for (int i = 0; i < layers().size(); i++) {
            new LayerNames(layers().get(i), stack.suffix(i)).restore(from, into);
        }
        for (int i = 0; i < learned.vectors().size(); i++) {
            for (int s = 0; s < stack.states(); s++) {
                float[] row = Named.array(from, learnedName(i, s), hidden());
                System.arraycopy(row, 0, into.apply(learned.vectors().get(i)), s * hidden(), hidden());
            }
        }
    }

    private String learnedName(int index, int state) {
        String name = layers().get(index).plan().states().get(state).name();
        return "initial_" + name + "_" + stack.suffix(index);
    }
}
