package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack run over a batch of sequences, as an operation on the tape. Its output is that of every step; the states after the
 * last one are operations of their own, which leave their gradients here.
 */
final class Unrolled implements CustomOp {
    private final Stack stack;
    private final Sequences in;
    private final Start start;
    private final LearnedState learned;
    private final CounterRandom random;
    private final int batch;
    /** Gradients by recurrence and state of the cell, [batch × hidden] each; null where nothing has come. */
    private final float[][][] ofFinal;

    /** The states after the last step, likewise. */
    private float[][][] finals = {};

    /** The sequences that begin at what the stack has learned. */
    private boolean[] fresh;

    private @Nullable StackRun run;

    Unrolled(Stack stack, LearnedState learned, Sequences in, Start start, CounterRandom random) {
        this.stack = stack;
        this.learned = learned;
        this.in = in;
        this.start = start;
        this.random = random;
        batch = in.batch();
        ofFinal = new float[stack.layers().size()][stack.states()][];
        fresh = new boolean[batch];
    }

    @Override
    public Tensor forward(Tape tape, Tensor... inputs) {
        Tensor out = tape.allocate(in.rows(), stack.outputWidth());
        float[][][] state = initial(tape);
        if (!tape.recording()) {
            stack.layers().forEach(layer -> layer.prepare());
        }
        StackRun pass = new StackRun(stack, in.steps(), batch, tape.recording(), tape::array);
        tape.onReset(pass::end);
        pass.forward(in.piece(0, in.steps()), state, random, Rows.of(out.data(), stack.outputWidth()));
        finals = arrays(tape);
        pass.stateAfter(in.steps(), finals);
        if (start instanceof Start.Carried carried) {
            carry(pass, carried);
        }
        run = pass;
        return out;
    }

    private void carry(StackRun pass, Start.Carried carried) {
        int after = carried.after() == Integer.MAX_VALUE ? in.steps() : carried.after();
        pass.stateAfter(after, carried.state().values());
        if (after > 0) {
            Arrays.fill(carried.state().fresh(), false);
        }
    }

    private float[][][] initial(Tape tape) {
        return switch (start) {
            case Start.Fresh _ -> {
                Arrays.fill(fresh, true);
                yield learned.fill(zeros(tape), fresh);
            }
            case Start.Carried carried -> {
                fresh = carried.state().fresh().clone();
                yield learned.fill(carried.state().values(), fresh);
            }
            case Start.At at -> given(at.states());
        };
    }

    private float[][][] zeros(Tape tape) {
        float[][][] all = arrays(tape);
        for (float[][] recurrence : all) {
            for (float[] state : recurrence) {
                Arrays.fill(state, 0);
            }
        }
        return all;
    }

    /** An array for each state, contents undefined. */
    private float[][][] arrays(Tape tape) {
        float[][][] all = new float[stack.layers().size()][stack.states()][];
        for (float[][] recurrence : all) {
            Arrays.setAll(recurrence, s -> tape.array(batch * stack.hidden()));
        }
        return all;
    }

    private float[][][] given(List<Tensor> states) {
        float[][][] all = new float[stack.layers().size()][stack.states()][];
        for (int i = 0; i < states.size(); i++) {
            all[i / stack.states()][i % stack.states()] = states.get(i).data();
        }
        return all;
    }

    @Override
    public void pullBack(Tape tape, Tensor out, Tensor... inputs) {
        StackRun pass = run;
        if (pass == null) {
            throw new IllegalStateException("recurrent: a pass goes backward once; run it forward again first");
        }
        boolean wanted = learned.isOn() || start instanceof Start.At;
        float[][][] ofInitial = wanted ? arrays(tape) : new float[stack.layers().size()][stack.states()][];
        Tensor x = in.x();
        Rows ofInput = x != null && x.tracked() ? Rows.of(x.gradient(), x.size(1)) : null;
        pass.backward(Rows.of(out.gradient(), stack.outputWidth()), ofFinal, ofInitial, ofInput);
        run = null;
        learned.addGradients(ofInitial, fresh);
        if (start instanceof Start.At at) {
            for (int i = 0; i < at.states().size(); i++) {
                if (at.states().get(i).tracked()) {
                    float[] g = ofInitial[i / stack.states()][i % stack.states()];
                    tape.engine()
                            .kernels()
                            .axpy(g.length, 1, g, 0, at.states().get(i).gradient(), 0);
                }
            }
        }
    }

    /** The state of one recurrence after the last step, as an operation on the output. */
    CustomOp finalState(int recurrence, int state) {
        return new CustomOp() {
            @Override
            public Tensor forward(Tape tape, Tensor... inputs) {
                Tensor y = tape.allocate(batch, stack.hidden());
                System.arraycopy(finals[recurrence][state], 0, y.data(), 0, y.size());
                return y;
            }

            @Override
            public void pullBack(Tape tape, Tensor y, Tensor... inputs) {
                float[] sum = ofFinal[recurrence][state];
                if (sum == null) {
                    ofFinal[recurrence][state] = y.gradient().clone();
                } else {
                    tape.engine().kernels().axpy(sum.length, 1, y.gradient(), 0, sum, 0);
                }
                inputs[0].gradient(); // has one from now on, and so its operation is run backward
            }

            @Override
            public String name() {
                return "FinalState";
            }
        };
    }
}
