package dev.unroll.recurrence;

import dev.unroll.expr.Reducer;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.Binding.Place;
import dev.unroll.recurrence.Pass.Share;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One way through time for one member of the team, made once for the memory it works on: its share of the work, its
 * scratch, and the programs bound to both.
 */
abstract class Direction {
    /** Depth to which a product goes in a sliver. */
    static final int REHEARSAL_DEPTH = 4;

    /**
     * Rows of a program in a sliver: more, and the JIT would compile the loop for the calls under way as well as the method
     * for those to come.
     */
    static final int REHEARSAL_ROWS = 2;

    /**
     * Elements that one program after the other runs over before the next rows come: what one writes and the next reads is then
     * in the first-level cache, and whole rows are what the processor fetches ahead of a program.
     */
    private static final int ELEMENTS_TOGETHER = 1024;

    final Plan plan;
    final Widths w;
    final LayerMemory m;
    final Panels panels;
    final Share share;
    final int operandStride;
    final int groupStride;
    final float[] scratch;
    final int scratchStride;
    final int tokenScratchStride;
    final float[] tokenScratch;

    private final Pass pass;
    private final boolean sliver;

    Direction(Pass pass, Share share, int products) {
        this.pass = pass;
        plan = pass.plan;
        w = pass.w;
        m = pass.m;
        panels = pass.panels;
        sliver = pass.isSliver;
        this.share = share;
        operandStride = w.operandStride(plan.operands().size());
        groupStride = w.stride(plan.groups());
        scratchStride = products * w.padded() + 16;
        scratch = pass.work.products(share.member(), share.rows() * scratchStride);
        tokenScratchStride = plan.groups() * w.padded() + 16;
        tokenScratch = w.tokens() ? pass.work.tokens(share.member(), share.rows() * tokenScratchStride) : scratch;
    }

    List<List<Binding>> bind(List<List<Plan.Step>> stages) {
        return stages.stream()
                .map(steps -> steps.stream()
                        .map(s -> new Binding(
                                pass.engine.compile(s.program()),
                                s.slots().stream().map(this::place).toList()))
                        .toList())
                .toList();
    }

    /** A reduction with its places. */
    record Row(Reducer reducer, Place from, Place to) {}

    List<List<Row>> rows(List<List<Plan.Reduction>> stages) {
        return stages.stream()
                .map(reductions -> reductions.stream()
                        .map(r -> new Row(r.reducer(), place(r.from()), place(r.to())))
                        .toList())
                .toList();
    }

    /**
     * Reduces the share's sequences over all columns and computes with what comes out: where columns are shared out, each member
     * does all, and all write the same numbers.
     */
    void reduce(List<Row> rows, List<Binding> numbers, int t) {
        Kernels kernels = pass.engine.kernels();
        for (Row row : rows) {
            float[] from = row.from().array();
            float[] to = row.to().array();
            int at = row.from().offset(t, 0);
            int out = row.to().offset(t, 0);
            int ld = row.from().stride();
            int ldOut = row.to().stride();
            switch (row.reducer()) {
                case MEAN -> kernels.rowMeans(from, at, ld, share.rows(), w.hidden(), to, out, ldOut);
                case VAR -> kernels.rowVariances(from, at, ld, share.rows(), w.hidden(), to, out, ldOut);
            }
        }
        for (Binding step : numbers) {
            step.run(t, 0, 0, 1, share.rows());
        }
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

    /** Copies the share's columns of a row from one place to another. */
    void copyColumns(Place from, Place to, int t, int row) {
        int source = from.offset(t, share.block0()) + row * from.stride();
        int target = to.offset(t, share.block0()) + row * to.stride();
        System.arraycopy(from.array(), source, to.array(), target, columns());
    }

    /** Sets the share's columns of a row to zero. */
    void clearColumns(Place of, int t, int row) {
        int at = of.offset(t, share.block0()) + row * of.stride();
        Arrays.fill(of.array(), at, at + columns(), 0);
    }

    int columns() {
        return (share.block1() - share.block0()) * w.panel();
    }

    /** Where the layer hands its output on. */
    abstract Place output(Slot slot);

    Place place(Slot slot) {
        int column = slot.index() * w.padded();
        return switch (slot.kind()) {
            case PRODUCT ->
                new Place(scratch, scratchColumn(slot.index()), scratchStride, 0, w.panel(), slot.kind().time);
            case HOISTED ->
                w.tokens()
                        ? new Place(
                                tokenScratch,
                                scratchColumn(slot.index()),
                                tokenScratchStride,
                                0,
                                w.panel(),
                                Slot.Time.NONE)
                        : table(m.groups, LayerMemory.ORIGIN + column, groupStride, slot);
            case GROUP -> table(m.groups, LayerMemory.ORIGIN + column, groupStride, slot);
            case VALUE -> table(m.values, LayerMemory.ORIGIN + column, w.stride(plan.values()), slot);
            case OPERAND, OPERAND_NEXT -> table(m.operands, w.inputColumns() + column, operandStride, slot);
            case STATE, STATE_NEXT ->
                table(
                        m.states,
                        LayerMemory.ORIGIN + column,
                        w.stride(plan.states().size()),
                        slot);
            case DROPOUT -> table(m.masks.dropout, LayerMemory.ORIGIN + column, w.stride(plan.dropped()), slot);
            case ZONEOUT ->
                table(
                        m.masks.zoneout,
                        LayerMemory.ORIGIN + column,
                        w.stride(plan.noise().zoneout().size()),
                        slot);
            case OUTPUT -> output(slot);
            case VECTOR -> new Place(pass.vectors, column, 0, 0, w.panel(), slot.kind().time);
            case REDUCED -> numbers(m.reduced, plan.reduced(), slot);
            case GRADIENT_MEAN -> numbers(m.gradientMeans, plan.gradientMeans(), slot);
            case OUTPUT_GRADIENT -> table(m.outputGradient, column, w.stride(plan.outputs()), slot);
            case CARRY, CARRY_OUT ->
                table(m.carries, column, w.stride(plan.states().size()), slot);
            case PARTIAL -> table(m.partials, column, w.stride(plan.partials()), slot);
            case VECTOR_GRADIENT ->
                table(m.vectorGradients, column, w.stride(plan.vectorGradients().size()), slot);
        };
    }

    List<Place> places(Slot.Kind kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> place(new Slot(kind, i))).toList();
    }

    /** A table of so many numbers for each sequence; those of all sequences lie side by side. */
    private Place numbers(float[] array, int count, Slot slot) {
        int base = slot.index() * m.batch + share.row0();
        return new Place(array, base, 1, m.batch * count, 0, slot.kind().time);
    }

    Place table(float[] array, int column, int stride, Slot slot) {
        int base = share.row0() * stride + column;
        return new Place(array, base, stride, m.batch * stride, w.panel(), slot.kind().time);
    }

    /** Offset of a column of either scratch. */
    int scratchColumn(int index) {
        return LayerMemory.ORIGIN + index * w.padded();
    }

    /** Runs a stage's programs over the share, some whole rows after the others. */
    void run(List<Binding> programs, int t) {
        int rows = programRows();
        int together = Math.max(1, ELEMENTS_TOGETHER / columns());
        for (int r = 0; r < rows; r += together) {
            for (Binding program : programs) {
                program.run(t, share.block0(), r, Math.min(together, rows - r), columns());
            }
        }
    }

    /** A part of a stage is over: what the first member does stands for all. */
    void tell(StageClock.Part part, int stage) {
        if (share.member() == 0) {
            m.clock.end(part, stage);
        }
    }

    /** The depth of a product. */
    int depth(int whole) {
        return sliver ? Math.min(whole, REHEARSAL_DEPTH) : whole;
    }

    /** The rows that a program runs over. */
    int programRows() {
        return sliver ? Math.min(REHEARSAL_ROWS, share.rows()) : share.rows();
    }
}
