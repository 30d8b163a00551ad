package dev.unroll.tensor;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the operations of one step, runs them backward, and lends out arrays. {@link #reset} takes every array back, so
 * that a training loop in steady state allocates about nothing; tensors of the step before must not be used after it.
 *
 * <pre>{@code
 * Tape tape = new Tape(engine);
 * Tensor loss = tape.crossEntropy(tape.matmul(x, w), targets);
 * tape.backward(loss);
 * }</pre>
 */
public final class Tape {
    /** Arrays are kept of as many floats as the largest step had, times this. */
    private static final int KEPT = 3;

    private record Call(Op op, Tensor output, Tensor[] inputs) {}

    private final Engine engine;
    private final List<Call> calls = new ArrayList<>();
    private final List<float[]> lent = new ArrayList<>();
    private final List<Runnable> atReset = new ArrayList<>();
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();
    /** Floats of these. */
    private long idle;
    /** Floats that any step had lent. */
    private long most;

    private final boolean recording;
    private final @Nullable Watch watch;

    /** Sees what operations compute, in the order in which they do. */
    public interface Watch {
        /** @param what the numbers are, which no operation has computed: parameters, or data */
        void input(String what, float[] numbers);

        /** @param what the numbers are, for a message: {@code the output of Linear} */
        void forward(String what, float[] numbers);

        /** @param what the numbers are the gradient of */
        void backward(String what, float[] numbers);
    }

    /** A tape that records for differentiation. */
    public Tape(Engine engine) {
        this(engine, true, null);
    }

    private Tape(Engine engine, boolean recording, @Nullable Watch watch) {
        this.engine = engine;
        this.recording = recording;
        this.watch = watch;
    }

    /** A tape for inference: operations keep nothing and no gradient flows. */
    public static Tape inference(Engine engine) {
        return new Tape(engine, false, null);
    }

    /** A tape that records, and shows every output and every output's gradient to someone. Slow. */
    public static Tape watched(Engine engine, Watch watch) {
        return new Tape(engine, true, watch);
    }

    /** A tape for inference that shows every output to someone. */
    public static Tape watchedInference(Engine engine, Watch watch) {
        return new Tape(engine, false, watch);
    }

    public Engine engine() {
        return engine;
    }

    /** Whether operations are recorded for {@link #backward}. */
    public boolean recording() {
        return recording;
    }

    /** Who wants to see what an operation computes on the way to its output; null for nobody. */
    public @Nullable Watch watch() {
        return watch;
    }

    /** An array of the tape's, contents undefined, taken back by {@link #reset}. */
    public float[] array(int length) {
        Deque<float[]> kept = free.get(length);
        float[] a;
        if (kept == null || kept.isEmpty()) {
            a = new float[length];
        } else {
            a = kept.pop();
            idle -= length;
        }
        lent.add(a);
        return a;
    }

    /** An output tensor, contents undefined. */
    public Tensor allocate(int... shape) {
        return new Tensor(shape, array(Tensor.size(shape)), recording, this);
    }

    /** Runs something when the step is over: operations return borrowed memory here. */
    public void onReset(Runnable action) {
        atReset.add(action);
    }

    /** Applies an operation; it is recorded when a gradient flows to one of its inputs. */
    public Tensor apply(Op op, Tensor... inputs) {
        for (Tensor input : inputs) {
            if (input.tape() != null && input.tape() != this) {
                throw new IllegalArgumentException(op.name() + ": input " + input + " belongs to another tape");
            }
        }
        if (watch != null) {
            for (Tensor input : inputs) {
                if (input.tape() == null) {
                    watch.input("the input of " + op.name(), input.data());
                }
            }
        }
        Tensor output = op.forward(this, inputs);
        if (watch != null) {
            watch.forward("the output of " + op.name(), output.data());
        }
        if (recording && Arrays.stream(inputs).anyMatch(Tensor::tracked)) {
            calls.add(new Call(op, output, inputs));
        }
        return output;
    }

    /** Computes the gradient of a one-element tensor with respect to everything tracked that it was made from. */
    public void backward(Tensor loss) {
        backward(loss, 1);
    }

    /** The same for {@code weight} · loss. Gradients of parameters add up: weights 1/n over n batches give their mean. */
    public void backward(Tensor loss, float weight) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("backward needs a single number, got " + loss);
        }
        loss.gradient()[0] += weight;
        // The tape's order is a topological order: no recursion, however long the unrolled sequence.
        for (Call call : calls.reversed()) {
            if (call.output().hasGradient()) {
                if (watch != null) {
                    watch.backward(
                            "the output of " + call.op().name(), call.output().gradient());
                }
                call.op().pullBack(this, call.output(), call.inputs());
            }
        }
    }

    /** Ends the step: forgets the operations and takes all arrays back. */
    public void reset() {
        calls.clear();
        atReset.forEach(Runnable::run);
        atReset.clear();
        long own = lent.stream().mapToLong(a -> a.length).sum();
        most = Math.max(most, own);
        if (idle + own > KEPT * most) { // steps of many shapes
            free.clear();
            idle = 0;
        }
        // Last lent, first back: the next step then gets the arrays that this one had, in the same places.
        for (float[] a : lent.reversed()) {
            free.computeIfAbsent(a.length, n -> new ArrayDeque<>()).push(a);
        }
        idle += own;
        lent.clear();
    }

    /** a[m × k] · b[k × n], both of rank 2. */
    public Tensor matmul(Tensor a, Tensor b) {
        return apply(new MatMul(false), a, b);
    }

    /** a[m × k] · b[n × k]ᵀ, both of rank 2. */
    public Tensor matmulTransposed(Tensor a, Tensor b) {
        return apply(new MatMul(true), a, b);
    }

    /** x[m × k] · weight[n × k]ᵀ + bias[n]. */
    public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return apply(new Linear(), x, weight, bias);
    }

    /**
     * An elementwise expression over tensors; its gradient is derived from it. A tensor of rank 1 stands for a row that is
     * repeated, as long as the others' last dimension.
     *
     * @param names what the expression calls the tensors, in their order
     */
    public Tensor map(Expr expression, List<String> names, Tensor... inputs) {
        return apply(new Pointwise(expression, names), inputs);
    }

    /** Rows of a table, in that order and as often as they are named. */
    public Tensor gather(Tensor a, int[] rows) {
        return gather(a, rows, 0, a.size(-1));
    }

    /** Columns {@code from} to before {@code to} of some rows of a table. */
    public Tensor gather(Tensor a, int[] rows, int from, int to) {
        return apply(new Gather(rows.clone(), from, to), a);
    }

    /** Tables with as many rows, side by side. */
    public Tensor concatenate(List<Tensor> tables) {
        return apply(new Concatenate(), tables.toArray(Tensor[]::new));
    }

    /** Tables with as many columns, one below the other. */
    public Tensor below(List<Tensor> tables) {
        return apply(new Below(), tables.toArray(Tensor[]::new));
    }

    /**
     * The mean of each sequence's rows.
     *
     * @param h [steps · batch × width], row t · batch + b
     * @param lengths how many steps of each sequence count
     * @return [batch × width]
     */
    public Tensor meanOverTime(Tensor h, int[] lengths) {
        return apply(new OverTime(lengths.clone(), false), h);
    }

    /** The largest of each of a sequence's numbers over its steps; arguments as for {@link #meanOverTime}. */
    public Tensor maxOverTime(Tensor h, int[] lengths) {
        return apply(new OverTime(lengths.clone(), true), h);
    }

    /** The sum of all elements, one number. */
    public Tensor sum(Tensor a) {
        return sum(a, 1);
    }

    /** The sum of all elements, times a factor. */
    public Tensor sum(Tensor a, double factor) {
        return apply(new Sum(factor), a);
    }

    /** The mean of all elements, one number. */
    public Tensor mean(Tensor a) {
        return sum(a, 1.0 / a.size());
    }

    /** Every row (the last dimension) as probabilities: e^x / Σ e^x. */
    public Tensor softmax(Tensor a) {
        return apply(new Softmax(false), a);
    }

    /** The logarithm of {@link #softmax}, exact where a probability is too small for a float. */
    public Tensor logSoftmax(Tensor a) {
        return apply(new Softmax(true), a);
    }

    /**
     * Maxout: the largest of every {@code pieces} neighbours in a row.
     *
     * @param a [… × pieces · units]
     * @return [… × units]
     */
    public Tensor maxout(Tensor a, int pieces) {
        return apply(new Maxout(pieces), a);
    }

    /**
     * Mean cross-entropy of softmax(logits) against classes, in nats. The logits' array is consumed: it is turned into
     * their gradient.
     *
     * @param logits [rows × classes]
     * @param targets a class for each row; a negative one is ignored
     */
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        return apply(new SoftmaxCrossEntropy(targets), logits);
    }
}
