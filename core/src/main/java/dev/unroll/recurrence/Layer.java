package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** One layer of a recurrence: a plan at a width, its parameters, and its runs over time. */
public final class Layer {
    /** Shapes of runs whose memory is kept, of training and of other runs: the usual one and a ragged end. */
    private static final int SHAPES_KEPT = 2;

    private final Plan plan;
    private final Widths w;
    private final Engine engine;
    private final LayerParameters parameters;
    private final List<float[]> weightArrays;
    private final VectorTable vectors;
    private final Panels panels;
    private final Scratch scratch;
    private final Deque<LayerMemory> ofTraining = new ArrayDeque<>();
    private final Deque<LayerMemory> ofOthers = new ArrayDeque<>();

    /**
     * @param input features of the input, or the number of tokens
     * @param tokens whether the input is a token index
     */
    public Layer(Engine engine, Plan plan, int input, boolean tokens, int hidden) {
        this(engine, plan, input, tokens, hidden, hidden);
    }

    /**
     * @param input features of the input, or the number of tokens
     * @param tokens whether the input is a token index
     * @param output width of the output, where the cell has an equation for it
     */
    public Layer(Engine engine, Plan plan, int input, boolean tokens, int hidden, int output) {
        if (plan.readout().isEmpty() && output != hidden) {
            throw new IllegalArgumentException("cell " + plan.cell().name() + " hands on its state, which has " + hidden
                    + " elements, not " + output + "; an equation for y gives the output a width of its own");
        }
        this.engine = engine;
        this.plan = plan;
        w = new Widths(input, tokens, hidden, engine.kernels().panelWidth());
        parameters = new LayerParameters(plan, w, output);
        weightArrays = parameters.weights().stream().map(Tensor::data).toList();
        vectors = new VectorTable(engine, plan, w, parameters.vectors());
        panels = new Panels(plan, w);
        scratch = new Scratch(engine.team().size());
    }

    /** A layer of the same sizes for another plan, with copies of its parameters, of which this one has all. */
    public Layer with(Plan other) {
        Layer layer = new Layer(engine, other, w.input(), w.tokens(), w.hidden(), outputWidth());
        layer.parameterNames().forEach(name -> layer.setParameter(name, parameter(name)));
        return layer;
    }

    public Plan plan() {
        return plan;
    }

    Widths widths() {
        return w;
    }

    Engine engine() {
        return engine;
    }

    Panels panels() {
        return panels;
    }

    Scratch scratch() {
        return scratch;
    }

    LayerParameters parameters() {
        return parameters;
    }

    List<float[]> weightArrays() {
        return weightArrays;
    }

    VectorTable vectors() {
        return vectors;
    }

    public int hidden() {
        return w.hidden();
    }

    /** Elements of the output: as many as hidden units, unless the cell has an equation for y. */
    public int outputWidth() {
        ReadoutWeights readout = parameters.readout();
        return readout == null ? w.hidden() : readout.width();
    }

    public int input() {
        return w.input();
    }

    /** Whether the input is a token index. */
    public boolean readsTokens() {
        return w.tokens();
    }

    /** What the optimiser updates. The padding in them is zero and stays zero. */
    public List<Tensor> tensors() {
        return parameters.tensors();
    }

    /** Names of the parameters in the equations: matrices, then vectors. */
    public List<String> parameterNames() {
        return parameters.parameterNames();
    }

    /** Shape of a parameter as {@link Cell#parameterShapes(int, int, int)} has it. */
    public int[] shape(String name) {
        return parameters.shape(name);
    }

    /** A copy of a parameter, row-major in its {@link #shape}. */
    public float[] parameter(String name) {
        return read(name, Tensor::data);
    }

    /** A copy of a parameter's gradient, row-major in its {@link #shape}. */
    public float[] gradient(String name) {
        return read(name, Tensor::gradient);
    }

    /**
     * A copy of the numbers that belong to a parameter, row-major in its {@link #shape}.
     *
     * @param of the array to read for each of {@link #tensors}
     */
    public float[] read(String name, Function<Tensor, float[]> of) {
        return parameters.read(name, of);
    }

    /** Sets a parameter from numbers row-major in its {@link #shape}. */
    public void setParameter(String name, float[] values) {
        write(name, values, Tensor::data);
    }

    /** The way back of {@link #read}. */
    public void write(String name, float[] values, Function<Tensor, float[]> into) {
        parameters.write(name, values, into);
    }

    /**
     * Draws every parameter anew: what the cell says, else U(−1/√hidden, 1/√hidden) as PyTorch does, but U(−1, 1) where a
     * matrix is a table that tokens look up. A parameter's numbers depend on the seed and its name only.
     *
     * @param prefix of the names, so that layers differ
     */
    public void initialise(long seed, String prefix) {
        parameters.initialise(seed, prefix);
    }

    /** Numbers that can be trained, without padding. */
    public long parameterCount() {
        return parameters.parameterCount();
    }

    /**
     * Starts a run over {@code steps} steps of {@code batch} sequences.
     *
     * @param training whether {@link LayerRun#backward} follows; weights are then packed anew, else {@link #prepare} must
     *     have been called since they changed
     */
    public synchronized LayerRun begin(int steps, int batch, boolean training) {
        LayerMemory memory = null;
        Deque<LayerMemory> free = training ? ofTraining : ofOthers;
        for (LayerMemory candidate : free) {
            if (candidate.steps == steps && candidate.batch == batch) {
                memory = candidate;
            }
        }
        if (memory == null) {
            memory = new LayerMemory(plan, w, steps, batch);
        } else {
            free.remove(memory);
        }
        return new LayerRun(this, memory, training);
    }

    /** Keeps a run's memory for the next run of its kind. */
    synchronized void takeBack(LayerMemory memory, boolean training) {
        Deque<LayerMemory> free = training ? ofTraining : ofOthers;
        free.push(memory);
        if (free.size() > SHAPES_KEPT) {
            free.removeLast();
        }
    }

    /**
     * Adds the kernels of a pass to a rehearsal.
     *
     * @param batch sequences of the runs to come
     */
    public void rehearse(int batch, Rehearsal rehearsal) {
        int members = engine.team().size();
        int rows = (batch + members - 1) / members;
        LayerMemory memory = new LayerMemory(plan, w, 2, rows);
        memory.prepareBackward(plan, w, memory.backflow(plan, w));
        memory.tokens = new int[2 * rows];
        panels.pack(engine, weightArrays, false, true);
        vectors.compute();
        rehearsal.add(Pass.sliverNanos(plan, memory.steps, rows), Pass.sliver(this, memory, rows));
    }

    /** Packs the weights for runs without training. */
    public void prepare() {
        panels.pack(engine, weightArrays, true, false);
        vectors.compute();
        parameters.packReadout(engine.kernels());
    }
}
