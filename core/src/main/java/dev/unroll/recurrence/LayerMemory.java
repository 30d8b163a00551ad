package dev.unroll.recurrence;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one pass of a layer over {@code steps} time steps of {@code batch} sequences, time-major: row t · batch + b.
 * Kept between passes and used again.
 */
final class LayerMemory {
    /**
     * Where tables start in their arrays, except those that others write: 16 bytes of header and 12 floats are a cache
     * line, and rows are whole lines. It holds for arrays that begin on a line, as {@link #LARGE} ones do.
     */
    static final int ORIGIN = 12;

    /** Floats of an array that G1 gives a region of its own (with the launcher's flags), where it never moves. */
    static final int LARGE = 1 << 17;

    final int steps;
    final int batch;
    /** [(steps + 1) · batch × input ‖ operands]; row t of a state holds it as step t − 1 left it. */
    final float[] operands;
    /** [steps · batch × groups]: hoisted products, then kept values, in the end gradients. */
    final float[] groups;

    final float[] values;
    /** [steps · batch × reductions]. */
    final float[] reduced;
    /** [(steps + 1) · batch × states]. */
    final float[] states;
    /** [steps · batch × what a step hands out], the gradient from above. Made when the backward pass first needs it. */
    float[] outputGradient = {};

    /** The output before its padding is cut off, where there is padding. */
    float[] paddedOutput = {};

    final Masks masks;
    float[] carries = {};
    float[] partials = {};
    float[] gradientMeans = {};
    float[] vectorGradients = {};
    /** The tokens of the pass, when the input is a token index. */
    int[] tokens = {};
    /** Steps of each sequence; empty when all have {@code steps}. */
    int[] lengths = {};
    /** Length of the shortest sequence. */
    int shortest;

    /** Of the run at hand. */
    StageClock clock = StageClock.OFF;

    private @Nullable Pass pass;
    private @Nullable Backflow backflow;
    private @Nullable ReadoutPass readout;

    LayerMemory(Plan plan, Widths w, int steps, int batch) {
        this.steps = steps;
        this.batch = batch;
        shortest = steps;
        int rows = Math.multiplyExact(steps, batch);
        int more = Math.multiplyExact(steps + 1, batch);
        operands = new float
                [Math.multiplyExact(more, w.operandStride(plan.operands().size()))];
        groups = table(rows, w.stride(plan.groups()));
        values = plan.values() == 0 ? groups : table(rows, w.stride(plan.values()));
        reduced = new float[Math.multiplyExact(rows, plan.reduced())];
        masks = new Masks(plan, w, steps, batch);
        boolean own = plan.states().stream().anyMatch(s -> s.operand() < 0);
        states = own ? table(more, w.stride(plan.states().size())) : operands;
    }

    /** Sets how many steps of each sequence count; none given: all of every sequence. */
    void lengths(int... each) {
        shortest = Math.min(steps, Arrays.stream(each).min().orElse(steps));
        lengths = shortest == steps ? new int[0] : each;
    }

    /** Whether a sequence has ended before time t, which some have only from {@link #shortest} on. */
    boolean ended(int sequence, int t) {
        return t >= shortest && lengths[sequence] <= t;
    }

    /** The layer's pass over this memory. */
    Pass pass(Layer layer) {
        if (pass == null) {
            pass = new Pass(layer, this);
        }
        return pass;
    }

    /** How the layer makes its output of what the steps over this memory hand out. */
    ReadoutPass readout(Layer layer, Readout plan, ReadoutWeights weights) {
        if (readout == null) {
            readout = new ReadoutPass(layer, plan, weights, this);
        }
        return readout;
    }

    /**
     * Makes the arrays of the backward pass and sets what the last time step reads as coming from the next one. */
    void prepareBackward(Plan plan, Widths w, Backflow flow) {
        if (carries.length == 0) {
            int rows = steps * batch;
            if (outputGradient.length == 0) {
                outputGradient = new float[rows * w.stride(plan.outputs())];
            }
            carries = new float[2 * batch * w.stride(plan.states().size())];
            partials = new float[batch * w.stride(plan.partials())];
            gradientMeans = new float[batch * plan.gradientMeans()];
            vectorGradients = new float[batch * w.stride(plan.vectorGradients().size())];
        }
        Arrays.fill(carries, 0);
        System.arraycopy(flow.vectors, 0, vectorGradients, 0, vectorGradients.length);
        int stride = w.stride(plan.states().size());
        for (int s = 0; s < flow.carries.length; s++) {
            for (int b = 0; b < batch; b++) {
                int to = ((steps & 1) * batch + b) * stride + s * w.padded();
                System.arraycopy(flow.carries[s], b * w.hidden(), carries, to, w.hidden());
            }
        }
    }

    /** Room for what flows back. */
    Backflow backflow(Plan plan, Widths w) {
        if (backflow == null) {
            backflow = new Backflow(plan, w, batch);
        }
        return backflow;
    }

    private static float[] table(int rows, int stride) {
        return new float[Math.addExact(ORIGIN, Math.multiplyExact(rows, stride))];
    }

    /** Makes and returns the gradient from above, for whoever fills it. */
    float[] outputGradient(Plan plan, Widths w) {
        if (outputGradient.length == 0) {
            outputGradient = new float[steps * batch * w.stride(plan.outputs())];
        }
        return outputGradient;
    }
}
