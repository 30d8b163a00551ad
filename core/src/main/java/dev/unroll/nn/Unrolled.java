package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Backflow;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Pieces;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** The states, likewise: before the first piece, between pieces, after the last. */
    private final List<float[][][]> states = new ArrayList<>();

    /** First steps of the pieces, and the end. */
    private final int[] cuts;

    /** The sequences that begin at what the stack has learned. */
    private boolean[] fresh;

    /** Of the pieces that are as long as the first, and of the last if it is not. */
    private final Map<Integer, StackRun> runs = new HashMap<>();

    private boolean isOver;

    Unrolled(Stack stack, LearnedState learned, Sequences in, Start start, CounterRandom random) {
        this.stack = stack;
        this.learned = learned;
        this.in = in;
        this.start = start;
        this.random = random;
        batch = in.batch();
        ofFinal = new float[stack.layers().size()][stack.states()][];
        fresh = new boolean[batch];
        int every = stack.options().checkpointEvery();
        cuts = Pieces.cut(in.steps(), batch, every > 0 ? every : in.steps());
    }

    private int pieces() {
        return cuts.length - 1;
    }

    private int steps(int piece) {
        return cuts[piece + 1] - cuts[piece];
    }

    private StackRun run(Tape tape, int piece) {
        return runs.computeIfAbsent(
                steps(piece), steps -> new StackRun(stack, steps, batch, tape.recording(), tape::array));
    }

    @Override
    public Tensor forward(Tape tape, Tensor... inputs) {
        Tensor out = tape.allocate(in.rows(), stack.outputWidth());
        tape.onReset(() -> runs.values().forEach(StackRun::end));
        if (!tape.recording()) {
            stack.layers().forEach(Layer::prepare);
        }
        states.add(initial(tape));
        for (int p = 0; p < pieces(); p++) {
            pass(tape, p, Rows.of(out.data(), stack.outputWidth()).row(in.batch() * cuts[p]));
            states.add(arrays(tape));
            Tape.Watch watch = tape.watch();
            if (watch != null && tape.recording()) {
                show(watch, tape, p);
            }
            run(tape, p).stateAfter(steps(p), states.getLast());
            if (start instanceof Start.Carried carried) {
                carry(tape, p, carried);
            }
        }
        return out;
    }

    /** Shows the states of a piece, layer by layer and in each step by step. */
    private void show(Tape.Watch watch, Tape tape, int piece) {
        List<String> names = stack.layers().getFirst().plan().cell().states();
        float[][][] after = states.getLast();
        for (int i = 0; i < stack.layers().size(); i++) {
            for (int t = 1; t <= steps(piece); t++) {
                run(tape, piece).stateAfter(t, after);
                for (int s = 0; s < after[i].length; s++) {
                    String layer = stack.suffix(i);
                    int step = cuts[piece] + t;
                    watch.forward(
                            "the state " + names.get(s) + " of layer " + layer + " after time step " + step,
                            after[i][s]);
                }
            }
        }
    }

    private void pass(Tape tape, int piece, Rows out) {
        run(tape, piece).forward(in.piece(cuts[piece], steps(piece)), states.get(piece), random, out);
    }

    /** Replaces the carried state if its step is in this piece. */
    private void carry(Tape tape, int piece, Start.Carried carried) {
        int after = carried.after() == Integer.MAX_VALUE ? in.steps() : carried.after();
        if (after > cuts[piece] && after <= cuts[piece + 1]) {
            run(tape, piece).stateAfter(after - cuts[piece], carried.state().values());
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
                float[][][] values = learned.fill(carried.state().values(), fresh);
                // Pieces are run again from where they began, by when the carried state is another one.
                yield pieces() == 1 ? values : copied(tape, values);
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

    private float[][][] copied(Tape tape, float[][][] values) {
        float[][][] all = arrays(tape);
        for (int i = 0; i < all.length; i++) {
            for (int s = 0; s < all[i].length; s++) {
                System.arraycopy(values[i][s], 0, all[i][s], 0, all[i][s].length);
            }
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
        if (isOver) {
            throw new IllegalStateException("recurrent: a pass goes backward once; run it forward again first");
        }
        isOver = true;
        boolean wanted = learned.isOn() || start instanceof Start.At;
        float[][][] ofInitial = wanted ? arrays(tape) : new float[stack.layers().size()][stack.states()][];
        Tensor x = in.x();
        Rows ofInput = x != null && x.tracked() ? Rows.of(x.gradient(), x.size(1)) : null;
        Rows gradient = Rows.of(out.gradient(), stack.outputWidth());
        List<Backflow> flows = run(tape, pieces() - 1).begin(ofFinal);
        for (int p = pieces() - 1; p >= 0; p--) {
            if (p + 1 < pieces()) { // the memory of the last piece still is as it left it
                pass(tape, p, run(tape, p).spareOutput());
            }
            int row = in.batch() * cuts[p];
            Rows ofPiece = ofInput == null ? null : ofInput.row(row);
            run(tape, p).backward(gradient.row(row), flows, wanted || p > 0, ofPiece);
        }
        run(tape, 0).end(flows, ofInitial);
        learned.addGradients(ofInitial, fresh);
        if (start instanceof Start.At at) {
            addGradients(tape, ofInitial, at.states());
        }
    }

    @Override
    public String name() {
        return "the recurrent layers";
    }

    private void addGradients(Tape tape, float[][][] ofInitial, List<Tensor> to) {
        for (int i = 0; i < to.size(); i++) {
            if (to.get(i).tracked()) {
                float[] g = ofInitial[i / stack.states()][i % stack.states()];
                tape.engine().kernels().axpy(g.length, 1, g, 0, to.get(i).gradient(), 0);
            }
        }
    }

    /** The state of one recurrence after the last step, as an operation on the output. */
    CustomOp finalState(int recurrence, int state) {
        return new CustomOp() {
            @Override
            public Tensor forward(Tape tape, Tensor... inputs) {
                Tensor y = tape.allocate(batch, stack.hidden());
                System.arraycopy(states.getLast()[recurrence][state], 0, y.data(), 0, y.size());
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
