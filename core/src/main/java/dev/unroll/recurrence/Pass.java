package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.PanelProduct;
import dev.unroll.kernel.Team;
import dev.unroll.recurrence.Binding.Place;
import dev.unroll.recurrence.Plan.BackwardProduct;
import dev.unroll.recurrence.Plan.ForwardProduct;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a plan over time. Every member of the team either keeps sequences of its own from the first step to the last and
 * never waits, or, when there are few sequences, columns of its own and meets the others after each stage. Each row and
 * column is computed the same way in both, so the split changes no bit.
 */
final class Pass {
    /** Depth of a partial product: a panel of this many rows stays in the first-level cache. */
    private static final int FORWARD_DEPTH = 256;

    private static final int BACKWARD_DEPTH = 512;
    /** Sequences for each member from which on the batch is split rather than the columns. */
    private static final int ROWS_WORTH_SPLITTING = 4;
    /** Floating-point operations of a stage below which meeting costs more than it saves. */
    private static final double STAGE_WORTH_SPLITTING = 2e5;

    private static final int REHEARSAL_DEPTH = 4;
    /** A compiled vector operation takes about a nanosecond; where it allocates, a hundred. */
    private static final int VECTOR_NANOS = 8;

    private static final int PROGRAM_VECTORS = 60;
    private static final int CALL_NANOS = 1_000;

    /** Where the output goes: row t · batch + b at {@code offset + row * stride}. */
    record Output(float[] array, int offset, int stride) {}

    /** Gradients at the two ends of time, by state, [batch × hidden] each; null where there is none or none is wanted. */
    record Ends(float[][] ofFinal, float[][] ofInitial) {}

    private final Plan plan;
    private final Widths w;
    private final Engine engine;
    private final Panels panels;
    private final List<float[]> weights;
    private final float[] vectors;
    private final LayerMemory m;
    private final Output output;
    private final int operandStride;
    private final int groupStride;
    private final PanelProduct fromOperands;
    private final PanelProduct fromGroups;
    private boolean sliver;

    Pass(Layer layer, LayerMemory memory, Output output) {
        plan = layer.plan();
        w = layer.widths();
        engine = layer.engine();
        panels = layer.panels();
        weights = layer.weightArrays();
        vectors = layer.vectorArray();
        m = memory;
        this.output = output;
        operandStride = w.operandStride(plan.operands().size());
        groupStride = w.stride(plan.groups());
        fromOperands = engine.panelProduct(operandStride);
        fromGroups = engine.panelProduct(groupStride);
    }

    /** All steps forward. {@code inputProducts}: whether the input's products are made here rather than before. */
    void forward(boolean inputProducts) {
        spread((share, barrier) -> new Forward(share, inputProducts).run(barrier));
    }

    /** All steps backward; leaves gradients of pre-activations in the groups' columns. */
    void backward(Ends ends) {
        spread((share, barrier) -> new Backward(share, ends).run(barrier));
    }

    /**
     * A sliver of each step in both directions, on the calling thread: every kernel is called as it will be, on few
     * columns and to little depth. The results are worth nothing.
     */
    Runnable sliver(int rows) {
        sliver = true;
        Share share = new Share(0, 0, rows, 0, 1);
        int states = plan.states().size();
        Forward forward = new Forward(share, false);
        Backward backward = new Backward(share, new Ends(new float[states][], new float[states][]));
        return () -> {
            forward.run(() -> {});
            backward.run(() -> {});
        };
    }

    /** Nanoseconds that a {@link #sliver} takes at most once its kernels are compiled, on a slow machine. */
    long sliverNanos(int rows) {
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
        long perProduct = CALL_NANOS + 2L * rows * REHEARSAL_DEPTH * VECTOR_NANOS;
        long perProgram = CALL_NANOS + 2L * rows * PROGRAM_VECTORS * VECTOR_NANOS;
        return m.steps * (products * perProduct + programs * perProgram);
    }

    private record Share(int member, int row0, int row1, int block0, int block1) {
        int rows() {
            return row1 - row0;
        }
    }

    private interface Work {
        void run(Share share, Runnable barrier);
    }

    private void spread(Work work) {
        Team team = engine.team();
        int members = team.size();
        double stage = 2.0
                * m.batch
                * plan.groups()
                * w.padded()
                * w.hidden()
                / plan.forward().size();
        boolean byRows = m.batch >= ROWS_WORTH_SPLITTING * members;
        boolean byColumns = !byRows && w.blocks() >= members && stage >= STAGE_WORTH_SPLITTING;
        if (members == 1 || (!byRows && !byColumns)) {
            work.run(new Share(0, 0, m.batch, 0, w.blocks()), () -> {});
            return;
        }
        team.together((member, of, barrier) -> {
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

    /** Common to both directions: the share's scratch and the programs bound to it. */
    private abstract class Direction {
        final Share share;
        final float[] scratch;
        final int scratchStride;
        final int tokenScratchStride;
        final float[] tokenScratch;

        Direction(Share share, int products) {
            this.share = share;
            scratchStride = products * w.panel() + 16;
            scratch = m.productScratch(share.member(), share.rows() * scratchStride);
            tokenScratchStride = plan.groups() * w.panel() + 16;
            tokenScratch = w.tokens() ? m.tokenScratch(share.member(), share.rows() * tokenScratchStride) : scratch;
        }

        List<List<Binding>> bind(List<List<Plan.Step>> stages) {
            return stages.stream()
                    .map(steps -> steps.stream()
                            .map(s -> new Binding(
                                    engine.compile(s.program()),
                                    s.slots().stream().map(this::place).toList()))
                            .toList())
                    .toList();
        }

        /**
         * What each stage writes and products or sums over columns read. Its padding is cleared: a function of zeros need
         * not be zero, nor finite.
         */
        List<List<Place>> padded(List<List<Plan.Step>> stages, Set<Slot.Kind> read) {
            return stages.stream()
                    .map(steps -> steps.stream()
                            .flatMap(s -> s.written().stream())
                            .filter(slot -> read.contains(slot.kind()))
                            .map(this::place)
                            .toList())
                    .toList();
        }

        /** The padding is in the last block of columns. */
        void clearPadding(List<Place> places, int t) {
            if (!w.ragged() || share.block1() < w.blocks()) {
                return;
            }
            for (Place p : places) {
                int at = p.offset(t, 0);
                for (int r = 0; r < share.rows(); r++, at += p.stride()) {
                    Arrays.fill(p.array(), at + w.hidden(), at + w.padded(), 0);
                }
            }
        }

        Place place(Slot slot) {
            int column = slot.index() * w.padded();
            return switch (slot.kind()) {
                case PRODUCT -> new Place(scratch, slot.index() * w.panel(), scratchStride, 0, 0, slot.kind().time);
                case HOISTED ->
                    w.tokens()
                            ? new Place(
                                    tokenScratch, slot.index() * w.panel(), tokenScratchStride, 0, 0, Slot.Time.NONE)
                            : table(m.groups, 0, column, groupStride, slot);
                case GROUP -> table(m.groups, 0, column, groupStride, slot);
                case VALUE -> table(m.values, 0, column, w.stride(plan.values()), slot);
                case OPERAND, OPERAND_NEXT -> table(m.operands, 0, w.inputColumns() + column, operandStride, slot);
                case STATE, STATE_NEXT ->
                    table(m.states, 0, column, w.stride(plan.states().size()), slot);
                case OUTPUT -> table(output.array(), output.offset(), 0, output.stride(), slot);
                case VECTOR -> new Place(vectors, column, 0, 0, w.panel(), slot.kind().time);
                case OUTPUT_GRADIENT -> table(m.outputGradient, 0, 0, w.stride(1), slot);
                case CARRY, CARRY_OUT ->
                    table(m.carries, 0, column, w.stride(plan.states().size()), slot);
                case PARTIAL -> table(m.partials, 0, column, w.stride(plan.partials()), slot);
                case VECTOR_GRADIENT ->
                    table(
                            m.vectorGradients,
                            0,
                            column,
                            w.stride(plan.vectorGradients().size()),
                            slot);
            };
        }

        private Place table(float[] array, int offset, int column, int stride, Slot slot) {
            int base = offset + share.row0() * stride + column;
            return new Place(array, base, stride, m.batch * stride, w.panel(), slot.kind().time);
        }
    }

    private final class Forward extends Direction {
        private final boolean inputProducts;
        private final List<List<Binding>> stages;
        private final List<List<Place>> padded;

        Forward(Share share, boolean inputProducts) {
            super(
                    share,
                    plan.forward().stream()
                            .mapToInt(s -> s.products().size())
                            .max()
                            .orElse(0));
            this.inputProducts = inputProducts;
            List<List<Plan.Step>> steps =
                    plan.forward().stream().map(Plan.ForwardStage::steps).toList();
            stages = bind(steps);
            padded = padded(steps, EnumSet.of(Slot.Kind.OPERAND, Slot.Kind.OPERAND_NEXT, Slot.Kind.OUTPUT));
        }

        void run(Runnable barrier) {
            for (int t = 0; t < m.steps; t++) {
                if (inputProducts) {
                    multiplyInput(t);
                }
                for (int s = 0; s < stages.size(); s++) {
                    for (int block = share.block0(); block < share.block1(); block++) {
                        if (w.tokens()) {
                            gatherTokens(t, block);
                        }
                        multiply(plan.forward().get(s).products(), t, block);
                        for (Binding step : stages.get(s)) {
                            step.run(t, block, share.rows(), w.panel());
                        }
                    }
                    clearPadding(padded.get(s), t);
                    barrier.run();
                }
            }
        }

        private void multiply(List<ForwardProduct> products, int t, int block) {
            int row = (t * m.batch + share.row0()) * operandStride + w.inputColumns();
            int depth = depth(w.hidden(), FORWARD_DEPTH);
            int slice = sliver ? REHEARSAL_DEPTH : FORWARD_DEPTH;
            for (int p = 0; p < products.size(); p++) {
                ForwardProduct product = products.get(p);
                boolean more = false;
                for (int operand : product.operands()) {
                    int b = blockOf(operand, product.group());
                    float[] panel = panels.forward(b, operand);
                    int at = panels.forwardOffset(b, operand, product.group(), block);
                    int a = row + operand * w.padded();
                    for (int k = 0; k < depth; k += slice) {
                        int kc = Math.min(slice, depth - k);
                        fromOperands.run(
                                share.rows(),
                                kc,
                                m.operands,
                                a + k,
                                panel,
                                at + k * w.panel(),
                                scratch,
                                p * w.panel(),
                                scratchStride,
                                more);
                        more = true;
                    }
                }
            }
        }

        private void multiplyInput(int t) {
            int row = t * m.batch + share.row0();
            for (int b = 0; b < plan.weights().size(); b++) {
                Plan.Weights block = plan.weights().get(b);
                if (!block.rows().contains(Plan.INPUT)) {
                    continue;
                }
                float[] panel = panels.forward(b, Plan.INPUT);
                for (int g = block.firstGroup(); g < block.firstGroup() + block.groups(); g++) {
                    for (int hb = share.block0(); hb < share.block1(); hb++) {
                        fromOperands.run(
                                share.rows(),
                                w.input(),
                                m.operands,
                                row * operandStride,
                                panel,
                                panels.forwardOffset(b, Plan.INPUT, g, hb),
                                m.groups,
                                row * groupStride + g * w.padded() + hb * w.panel(),
                                groupStride,
                                false);
                    }
                }
            }
        }

        /**
         * The product of a one-hot input is a row of the weights. A block of columns at a time, so that what the
         * programs read next is in the first-level cache.
         */
        private void gatherTokens(int t, int block) {
            for (int b = 0; b < plan.weights().size(); b++) {
                Plan.Weights weightBlock = plan.weights().get(b);
                if (!weightBlock.rows().contains(Plan.INPUT)) {
                    continue;
                }
                float[] table = weights.get(b);
                int ld = weightBlock.groups() * w.padded();
                for (int r = 0; r < share.rows(); r++) {
                    int from = m.tokens[t * m.batch + share.row0() + r] * ld + block * w.panel();
                    int to = r * tokenScratchStride + weightBlock.firstGroup() * w.panel();
                    for (int g = 0; g < weightBlock.groups(); g++) {
                        System.arraycopy(table, from, tokenScratch, to, w.panel());
                        from += w.padded();
                        to += w.panel();
                    }
                }
            }
        }
    }

    private final class Backward extends Direction {
        private final Ends ends;
        private final List<List<Binding>> stages;
        private final List<List<Place>> padded;

        Backward(Share share, Ends ends) {
            super(
                    share,
                    Math.max(
                            1,
                            plan.backward().stream()
                                    .mapToInt(s -> s.products().size())
                                    .max()
                                    .orElse(0)));
            this.ends = ends;
            List<List<Plan.Step>> steps =
                    plan.backward().stream().map(Plan.BackwardStage::steps).toList();
            stages = bind(steps);
            padded = padded(steps, EnumSet.of(Slot.Kind.GROUP, Slot.Kind.VECTOR_GRADIENT));
        }

        void run(Runnable barrier) {
            for (int t = m.steps - 1; t >= 0; t--) {
                for (int s = 0; s < stages.size(); s++) {
                    for (int block = share.block0(); block < share.block1(); block++) {
                        List<BackwardProduct> products = plan.backward().get(s).products();
                        for (int p = 0; p < products.size(); p++) {
                            multiply(products.get(p), t, block, p);
                        }
                        for (Binding step : stages.get(s)) {
                            step.run(t, block, share.rows(), w.panel());
                        }
                    }
                    clearPadding(padded.get(s), t);
                    barrier.run();
                }
            }
            for (int state = 0; state < plan.states().size(); state++) {
                if (ends.ofInitial()[state] != null) {
                    for (int block = share.block0(); block < share.block1(); block++) {
                        writeInitial(plan.states().get(state), state, block);
                    }
                }
            }
        }

        private void multiply(BackwardProduct product, int t, int block, int p) {
            int time = product.ofNextStep() ? t + 1 : t;
            if (time == m.steps) {
                fillFinal(product.operand(), block, p);
                return;
            }
            boolean more = false;
            for (int b = 0; b < plan.weights().size(); b++) {
                Plan.Weights weights = plan.weights().get(b);
                if (!weights.rows().contains(product.operand())) {
                    continue;
                }
                int a = (time * m.batch + share.row0()) * groupStride + weights.firstGroup() * w.padded();
                int depth = depth(weights.groups() * w.padded(), BACKWARD_DEPTH);
                int slice = sliver ? REHEARSAL_DEPTH : BACKWARD_DEPTH;
                float[] panel = panels.backward(b, product.operand());
                int at = panels.backwardOffset(b, block);
                for (int k = 0; k < depth; k += slice) {
                    int kc = Math.min(slice, depth - k);
                    fromGroups.run(
                            share.rows(),
                            kc,
                            m.groups,
                            a + k,
                            panel,
                            at + k * w.panel(),
                            scratch,
                            p * w.panel(),
                            scratchStride,
                            more);
                    more = true;
                }
            }
        }

        /** Beyond the last step the gradient is the one of the final state. */
        private void fillFinal(int operand, int block, int p) {
            float[] given = null;
            for (int s = 0; s < plan.states().size(); s++) {
                if (plan.states().get(s).operand() == operand) {
                    given = ends.ofFinal()[s];
                }
            }
            for (int r = 0; r < share.rows(); r++) {
                int at = r * scratchStride + p * w.panel();
                Arrays.fill(scratch, at, at + w.panel(), 0);
                int from = block * w.panel();
                int count = Math.min(w.panel(), w.hidden() - from);
                if (given != null && count > 0) {
                    System.arraycopy(given, (share.row0() + r) * w.hidden() + from, scratch, at, count);
                }
            }
        }

        private void writeInitial(Plan.State state, int index, int block) {
            float[] to = ends.ofInitial()[index];
            boolean product = state.operand() >= 0;
            if (product) {
                multiply(new BackwardProduct(state.operand(), true), -1, block, 0);
            }
            Place carry = place(new Slot(Slot.Kind.CARRY, index));
            int from = block * w.panel();
            int count = Math.min(w.panel(), w.hidden() - from);
            for (int r = 0; r < share.rows(); r++) {
                for (int c = 0; c < count; c++) {
                    float sum = product ? scratch[r * scratchStride + c] : 0;
                    if (state.carried()) {
                        sum += m.carries[carry.offset(-1, block) + r * carry.stride() + c];
                    }
                    to[(share.row0() + r) * w.hidden() + from + c] = sum;
                }
            }
        }
    }

    /** The depth of a product; of a sliver's as many slices as matter: products that add to others are other kernels. */
    private int depth(int whole, int slice) {
        return sliver ? Math.min(whole, whole > slice ? 2 * REHEARSAL_DEPTH : REHEARSAL_DEPTH) : whole;
    }

    private int blockOf(int operand, int group) {
        for (int b = 0; b < plan.weights().size(); b++) {
            if (plan.weights().get(b).covers(operand, group)) {
                return b;
            }
        }
        throw new IllegalStateException("no weights for operand " + operand + " of group " + group);
    }
}
