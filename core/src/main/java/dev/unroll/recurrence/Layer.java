package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One layer of a recurrence: a plan at a width, its parameters, and its passes over time. The equations' parameters lie
 * together in a few large arrays, as the plan says; {@link #parameter} and {@link #setParameter} speak of them by the
 * names in the equations.
 */
public final class Layer {
    private final Plan plan;
    private final Widths w;
    private final Engine engine;
    private final List<Tensor> weights = new ArrayList<>();
    private final Tensor vectors;
    private final Panels panels;
    private final Deque<LayerMemory> free = new ArrayDeque<>();

    /** Columns of the token weights' gradient that one task adds up. */
    private static final int TOKEN_COLUMNS = 256;

    /** Shapes of passes whose memory is kept: training, validation, the ragged end of each, sampling. */
    private static final int SHAPES_KEPT = 4;

    /** Rows up to which the input's products are made step by step: a large product would mostly pack its operands. */
    private static final int FEW_ROWS = 64;

    /**
     * @param input features of the input, or the number of tokens
     * @param tokens whether the input is a token index
     */
    public Layer(Engine engine, Plan plan, int input, boolean tokens, int hidden) {
        this.engine = engine;
        this.plan = plan;
        w = new Widths(input, tokens, hidden, engine.kernels().panelWidth());
        for (Plan.Weights block : plan.weights()) {
            int rows = block.rows().stream().mapToInt(w::weightRows).sum();
            int cols = block.groups() * w.padded();
            weights.add(Tensor.parameter(new float[Math.multiplyExact(rows, cols)], rows, cols));
        }
        int count = plan.vectors().size();
        vectors = Tensor.parameter(new float[count * w.padded()], count, w.padded());
        panels = new Panels(plan, w);
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

    List<float[]> weightArrays() {
        return weights.stream().map(Tensor::data).toList();
    }

    float[] vectorArray() {
        return vectors.data();
    }

    public int hidden() {
        return w.hidden();
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
        List<Tensor> all = new ArrayList<>(weights);
        if (vectors.size() > 0) {
            all.add(vectors);
        }
        return all;
    }

    /** Names of the parameters in the equations: matrices, then vectors. */
    public List<String> parameterNames() {
        List<String> names = new ArrayList<>();
        plan.matrices().forEach(m -> names.add(m.name()));
        names.addAll(plan.vectors());
        return names;
    }

    /** Shape of a parameter as its equation has it: [hidden × width of the operand], or [hidden]. */
    public int[] shape(String name) {
        return matrix(name).map(m -> new int[] {w.hidden(), operandWidth(m)}).orElseGet(() -> new int[] {w.hidden()});
    }

    private int operandWidth(Plan.Matrix m) {
        return m.operand() == Plan.INPUT ? w.input() : w.hidden();
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

    /** Sets a parameter from numbers row-major in its {@link #shape}. */
    public void setParameter(String name, float[] values) {
        write(name, values, Tensor::data);
    }

    /** The way back of {@link #read}. */
    public void write(String name, float[] values, Function<Tensor, float[]> into) {
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
    private int corner(Plan.Matrix m) {
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
    public void initialise(long seed, String prefix) {
        for (String name : parameterNames()) {
            int[] shape = shape(name);
            int width = shape.length > 1 ? shape[1] : 1;
            float[] values = new float[shape[0] * width];
            CounterRandom random = CounterRandom.named(seed, prefix + name);
            Init init = plan.cell().inits().getOrDefault(name, new Init.Uniform(1 / Math.sqrt(w.hidden())));
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (init) {
                    case Init.Constant c -> (float) c.value();
                    case Init.Uniform u -> (float) ((2 * random.uniform(i) - 1) * u.bound());
                    case Init.Normal n -> (float) (random.normal(i) * n.deviation());
                    case Init.Identity d -> i / width == i % width ? 1 : 0;
                };
            }
            setParameter(name, values);
        }
    }

    /** Numbers that can be trained, without padding. */
    public long parameterCount() {
        return parameterNames().stream()
                .map(this::shape)
                .mapToLong(s -> (long) s[0] * (s.length > 1 ? s[1] : 1))
                .sum();
    }

    /** One pass's memory and what it reads and writes. Obtained from {@link #begin}; used by one thread at a time. */
    public final class Run {
        private final LayerMemory memory;
        private final boolean training;

        private Run(LayerMemory memory, boolean training) {
            this.memory = memory;
            this.training = training;
        }

        /**
         * The token of every row t · batch + b, for a layer whose input is a token index.
         *
         * @param tokens each below the number of tokens; read until the backward pass is over
         */
        public void tokens(int[] tokens) {
            for (int token : tokens) {
                if (token < 0 || token >= w.input()) {
                    throw new IllegalArgumentException(
                            "token " + token + " is not one of the " + w.input() + " that the layer knows");
                }
            }
            memory.tokens = tokens;
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
            moveState(state, memory.steps, false);
        }

        private void moveState(float[][] state, int time, boolean in) {
            for (int s = 0; s < state.length; s++) {
                int operand = plan.states().get(s).operand();
                float[] table = operand >= 0 ? memory.operands : memory.states;
                int stride =
                        operand >= 0 ? inputStride() : w.stride(plan.states().size());
                int column = operand >= 0 ? w.inputColumns() + operand * w.padded() : s * w.padded();
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

        /** Runs all steps; row t · batch + b of the output goes to {@code row · stride}, padded with zeros. */
        public void forward(float[] output, int stride) {
            boolean few = memory.steps * memory.batch <= FEW_ROWS;
            if (training) {
                panels.pack(engine, weightArrays(), few, true);
            }
            if (!few && !w.tokens()) {
                multiplyInput();
            }
            new Pass(Layer.this, memory, new Pass.Output(output, 0, stride)).forward(few && !w.tokens());
        }

        /** Like {@link #forward}, with rows of exactly the hidden width, one after the other. */
        public void forwardExact(float[] output) {
            if (!w.ragged()) {
                forward(output, w.hidden());
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

        private void multiplyInput() {
            for (int b = 0; b < weights.size(); b++) {
                Plan.Weights block = plan.weights().get(b);
                if (block.rows().getFirst() == Plan.INPUT) {
                    int cols = block.groups() * w.padded();
                    int rows = memory.steps * memory.batch;
                    int to = block.firstGroup() * w.padded();
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
            return memory.outputGradient(w);
        }

        public int outputGradientStride() {
            return w.stride(1);
        }

        /**
         * Runs all steps backward and adds to the gradients of the parameters. Comes after {@link #forward} and after
         * {@link #outputGradient} has been filled (its padding with zeros).
         *
         * @param ofFinal gradient of each final state, [batch × hidden]; a null entry for none
         * @param ofInitial gets the gradient of each initial state; a null entry where it is not wanted
         */
        public void backward(float[][] ofFinal, float[][] ofInitial) {
            memory.prepareBackward(plan, w, ofFinal);
            float[] none = {};
            new Pass(Layer.this, memory, new Pass.Output(none, 0, 0)).backward(new Pass.Ends(ofFinal, ofInitial));
            weightGradients();
            vectorGradients();
        }

        /** One product over all time steps for each block of weights. */
        private void weightGradients() {
            int rows = memory.steps * memory.batch;
            int stride = w.stride(plan.groups());
            for (int b = 0; b < weights.size(); b++) {
                Plan.Weights block = plan.weights().get(b);
                Tensor tensor = weights.get(b);
                float beta = tensor.beginGradient();
                float[] gradient = tensor.gradientArray();
                int cols = tensor.size(1);
                int from = block.firstGroup() * w.padded();
                boolean table = w.tokens() && block.rows().getFirst() == Plan.INPUT;
                int top = table ? w.input() : 0;
                if (table) {
                    addTokenGradients(gradient, cols, from, beta);
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
                            column,
                            inputStride(),
                            memory.groups,
                            from,
                            stride,
                            beta,
                            gradient,
                            top * cols,
                            cols);
                }
            }
        }

        /** A token's rows of the gradient are added up in the order of time. */
        private void addTokenGradients(float[] gradient, int cols, int from, float beta) {
            int rows = memory.steps * memory.batch;
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
                for (int r = 0; r < rows; r++) {
                    int to = memory.tokens[r] * cols + column;
                    engine.kernels().axpy(width, 1, memory.groups, r * stride + from + column, gradient, to);
                }
            });
        }

        private void vectorGradients() {
            if (plan.vectors().isEmpty()) {
                return;
            }
            float[] gradient = vectors.gradient();
            int stride = w.stride(plan.vectorGradients().size());
            for (int column = 0; column < plan.vectorGradients().size(); column++) {
                int to = plan.vectorGradients().get(column) * w.padded();
                engine.addColumnSums(
                        memory.vectorGradients, column * w.padded(), stride, memory.batch, w.padded(), gradient, to);
            }
        }

        /**
         * After {@link #backward}: the gradient of the input, row t · batch + b at {@code row · stride}.
         *
         * @param beta 0 to overwrite {@code to}, 1 to add to it
         */
        public void inputGradient(float[] to, int stride, float beta) {
            int rows = memory.steps * memory.batch;
            if (!plan.hoisted().contains(true) && beta == 0) {
                for (int r = 0; r < rows; r++) {
                    Arrays.fill(to, r * stride, r * stride + w.input(), 0);
                }
            }
            float add = beta;
            for (int b = 0; b < weights.size(); b++) {
                Plan.Weights block = plan.weights().get(b);
                if (block.rows().getFirst() == Plan.INPUT) {
                    int cols = weights.get(b).size(1);
                    float[] data = weights.get(b).data();
                    int from = block.firstGroup() * w.padded();
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
                            0,
                            stride);
                    add = 1;
                }
            }
        }

        /** Gives the memory back for the next pass. */
        public void end() {
            free.push(memory);
            if (free.size() > SHAPES_KEPT) {
                free.removeLast();
            }
        }
    }

    /**
     * Starts a pass over {@code steps} steps of {@code batch} sequences.
     *
     * @param training whether {@link Run#backward} follows; weights are then packed anew, else {@link #prepare} must have
     *     been called since they changed
     */
    public Run begin(int steps, int batch, boolean training) {
        LayerMemory memory = null;
        for (LayerMemory candidate : free) {
            if (candidate.steps == steps && candidate.batch == batch) {
                memory = candidate;
            }
        }
        if (memory == null) {
            memory = new LayerMemory(plan, w, steps, batch, engine.team().size());
        } else {
            free.remove(memory);
        }
        return new Run(memory, training);
    }

    /**
     * Has the JIT compile the layer's kernels before they are needed.
     *
     * @param batch sequences of the passes to come
     */
    public void rehearse(int batch, Rehearsal rehearsal) {
        int members = engine.team().size();
        int rows = (batch + members - 1) / members;
        LayerMemory memory = new LayerMemory(plan, w, 2, rows, 1);
        memory.prepareBackward(plan, w, new float[0][]);
        memory.tokens = new int[2 * rows];
        panels.pack(engine, weightArrays(), false, true);
        Pass pass = new Pass(this, memory, new Pass.Output(new float[2 * rows * w.padded()], 0, w.padded()));
        rehearsal.repeat(pass.sliverNanos(rows), pass.sliver(rows));
    }

    /** Packs the weights for passes without training. */
    public void prepare() {
        panels.pack(engine, weightArrays(), true, false);
    }
}
