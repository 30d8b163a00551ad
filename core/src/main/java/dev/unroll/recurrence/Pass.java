package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan over time. Every member of the team either keeps sequences of its own from the first step to the last and
 * never waits, or, when there are few sequences, columns of its own and meets the others after each stage. Each row and
 * column is computed the same way in both, so the split changes no bit.
 *
 * <p>A pass belongs to one memory and is kept with it: what it binds is bound once.
 */
final class Pass {
    /** Sequences for each member from which on the batch is split rather than the columns. */
    private static final int ROWS_WORTH_SPLITTING = 4;
    /** Floating-point operations of a stage below which meeting costs more than it saves. */
    private static final double STAGE_WORTH_SPLITTING = 2e5;

    /** A compiled vector operation takes about a nanosecond; where it allocates, a hundred. */
    private static final int VECTOR_NANOS = 8;

    private static final int PROGRAM_VECTORS = 60;
    private static final int CALL_NANOS = 1_000;

    /** Where the output goes: row t · batch + b at {@code row * stride}. */
    record Output(float[] array, int stride) {}

    /** A member's part of the work: rows of the batch, blocks of columns. */
    record Share(int member, int row0, int row1, int block0, int block1) {
        int rows() {
            return row1 - row0;
        }
    }

    private interface Work {
        void run(Share share, Runnable barrier);
    }

    final Plan plan;
    final Widths w;
    final Engine engine;
    final Panels panels;
    final List<float[]> weights;
    final float[] vectors;
    final LayerMemory m;
    final Scratch work;
    final boolean isSliver;
    private final boolean byRows;
    private final boolean byColumns;
    private final @Nullable Forward[] forward;
    private final @Nullable Backward[] backward;

    Pass(Layer layer, LayerMemory memory) {
        this(layer, memory, false);
    }

    /** @param sliver whether products go to little depth and the results are worth nothing */
    private Pass(Layer layer, LayerMemory memory, boolean sliver) {
        plan = layer.plan();
        w = layer.widths();
        engine = layer.engine();
        panels = layer.panels();
        weights = layer.weightArrays();
        vectors = layer.vectors().array();
        m = memory;
        isSliver = sliver;
        byRows = m.batch >= ROWS_WORTH_SPLITTING * engine.team().size();
        byColumns = !byRows && w.blocks() >= engine.team().size() && operationsOfAStage() >= STAGE_WORTH_SPLITTING;
        work = isShared() ? layer.scratch() : new Scratch(1);
        forward = new @Nullable Forward[engine.team().size()];
        backward = new @Nullable Backward[engine.team().size()];
    }

    /** All steps forward. {@code inputProducts}: whether the input's products are made here rather than before. */
    void forward(Output output, boolean inputProducts) {
        spread((share, barrier) -> {
            Forward mine = forward[share.member()];
            if (mine == null || !mine.writes(output)) {
                mine = new Forward(this, share, output);
                forward[share.member()] = mine;
            }
            mine.run(inputProducts, barrier);
        });
    }

    /**
     * All steps backward; leaves gradients of pre-activations in the groups' columns.
     *
     * @param flow what comes from after the last step; becomes what goes to before the first
     * @param toTheEnd whether the latter is wanted
     */
    void backward(Backflow flow, boolean toTheEnd) {
        spread((share, barrier) -> {
            Backward mine = backward[share.member()];
            if (mine == null) {
                mine = new Backward(this, share);
                backward[share.member()] = mine;
            }
            mine.run(flow, toTheEnd, barrier);
        });
    }

    /**
     * A sliver of each step in both directions, on the calling thread: every kernel is called as it will be, on few
     * columns and to little depth. The results are worth nothing.
     */
    static Runnable sliver(Layer layer, LayerMemory memory, int rows) {
        Pass pass = new Pass(layer, memory, true);
        Share share = new Share(0, 0, rows, 0, 1);
        int stride = pass.w.stride(pass.plan.outputs());
        float[] output = new float[memory.steps * rows * stride];
        Forward forward = new Forward(pass, share, new Output(output, stride));
        Backward backward = new Backward(pass, share);
        Backflow flow = memory.backflow(pass.plan, pass.w);
        return () -> {
            forward.run(false, () -> {});
            backward.run(flow, false, () -> {});
        };
    }

    /** Nanoseconds that a {@link #sliver} of {@code steps} takes at most once its kernels are compiled, on a slow machine. */
    static long sliverNanos(Plan plan, int steps, int rows) {
        int products = 0;
        int programs = 0;
        for (Plan.ForwardStage s : plan.forward()) {
            products += s.products().size();
            programs += s.steps().size();
        }
        for (Plan.BackwardStage s : plan.backward()) {
            products += s.products().size();
            programs += s.steps().size();
        }
        long perProduct = CALL_NANOS + 2L * rows * Direction.REHEARSAL_DEPTH * VECTOR_NANOS;
        long perProgram = CALL_NANOS + 2L * Direction.REHEARSAL_ROWS * PROGRAM_VECTORS * VECTOR_NANOS;
        return steps * (products * perProduct + programs * perProgram);
    }

    private double operationsOfAStage() {
        return 2.0
                * m.batch
                * plan.groups()
                * w.padded()
                * w.hidden()
                / plan.forward().size();
    }

    /** Whether the team runs it, which runs one pass at a time; others run where they are called, on whatever thread. */
    private boolean isShared() {
        return !isSliver && engine.team().size() > 1 && (byRows || byColumns);
    }

    private void spread(Work work) {
        if (!isShared()) {
            work.run(new Share(0, 0, m.batch, 0, w.blocks()), () -> {});
            return;
        }
        engine.team().together((member, of, barrier) -> {
            if (byRows) {
                int from = Engine.cut(m.batch, 1, member, of);
                work.run(new Share(member, from, Engine.cut(m.batch, 1, member + 1, of), 0, w.blocks()), () -> {});
            } else {
                int from = Engine.cut(w.blocks(), 1, member, of);
                work.run(
                        new Share(member, 0, m.batch, from, Engine.cut(w.blocks(), 1, member + 1, of)), barrier::await);
            }
        });
    }
}
