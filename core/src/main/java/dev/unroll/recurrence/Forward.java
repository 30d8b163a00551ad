package dev.unroll.recurrence;

import dev.unroll.kernel.PanelProduct;
import dev.unroll.recurrence.Binding.Place;
import dev.unroll.recurrence.Pass.Share;
import dev.unroll.recurrence.Plan.ForwardProduct;
import dev.unroll.recurrence.StageClock.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** All steps of a pass, first to last. */
final class Forward extends Direction {
    /** One panel product of a stage: columns of an operand times panels of a group, to a column of the scratch. */
    private record Factor(int to, int column, float[] panels, int at, int perBlock, boolean more) {}

    /** Where a state lies before a step and after it. */
    private record Held(Place now, Place next) {}

    private final PanelProduct product;
    private final List<List<Factor>> factors = new ArrayList<>();
    private final List<List<Row>> reductions;
    private final List<List<Binding>> numbers;
    private final List<List<Binding>> stages;
    private final List<List<Place>> padded;
    private final List<float[]> weights;
    private final Pass.Output output;
    private final List<Held> held;
    private final List<Place> outputs;

    Forward(Pass pass, Share share, Pass.Output output) {
        super(
                pass,
                share,
                pass.plan.forward().stream()
                        .mapToInt(s -> s.products().size())
                        .max()
                        .orElse(0));
        this.output = output;
        product = pass.engine.panelProduct(operandStride);
        weights = pass.weights;
        plan.forward().forEach(stage -> factors.add(factors(stage.products())));
        List<List<Plan.Step>> steps =
                plan.forward().stream().map(Plan.ForwardStage::steps).toList();
        stages = bind(steps);
        reductions =
                rows(plan.forward().stream().map(Plan.ForwardStage::reductions).toList());
        numbers = bind(plan.forward().stream().map(Plan.ForwardStage::numbers).toList());
        padded = padded(steps, EnumSet.of(Slot.Kind.OPERAND, Slot.Kind.OPERAND_NEXT, Slot.Kind.OUTPUT));
        held = IntStream.range(0, plan.states().size()).mapToObj(this::held).toList();
        outputs = places(Slot.Kind.OUTPUT, plan.outputs());
    }

    private Held held(int state) {
        int operand = plan.states().get(state).operand();
        return operand < 0
                ? new Held(place(new Slot(Slot.Kind.STATE, state)), place(new Slot(Slot.Kind.STATE_NEXT, state)))
                : new Held(
                        place(new Slot(Slot.Kind.OPERAND, operand)), place(new Slot(Slot.Kind.OPERAND_NEXT, operand)));
    }

    /** Whether it writes where {@code other} says: into the very same array. */
    @SuppressWarnings("ReferenceEquality")
    boolean writes(Pass.Output other) {
        return output.array() == other.array() && output.stride() == other.stride();
    }

    @Override
    Place output(Slot slot) {
        return table(output.array(), slot.index() * w.padded(), output.stride(), slot);
    }

    private List<Factor> factors(List<ForwardProduct> products) {
        List<Factor> all = new ArrayList<>();
        for (int p = 0; p < products.size(); p++) {
            for (Plan.Term term : products.get(p).terms()) {
                Plan.Matrix matrix = term.matrix();
                int at = panels.forwardOffset(matrix.block(), matrix.operand(), matrix.group(), 0);
                int next = panels.forwardOffset(matrix.block(), matrix.operand(), matrix.group(), 1);
                all.add(new Factor(
                        scratchColumn(p),
                        w.inputColumns() + term.operand() * w.padded(),
                        panels.forward(matrix.block(), matrix.operand()),
                        at,
                        next - at,
                        !all.isEmpty() && all.getLast().to() == scratchColumn(p)));
            }
        }
        return all;
    }

    /** @param inputProducts whether the input's products are made here, step by step, rather than before */
    void run(boolean inputProducts, Runnable barrier) {
        for (int t = 0; t < m.steps; t++) {
            if (inputProducts) {
                multiplyInput(t);
            }
            for (int s = 0; s < stages.size(); s++) {
                reduce(reductions.get(s), numbers.get(s), t);
                tell(Part.FORWARD_LOOPS, s);
                if (w.tokens()) {
                    gatherTokens(t);
                }
                for (int block = share.block0(); block < share.block1(); block++) {
                    for (Factor factor : factors.get(s)) {
                        multiply(factor, t, block);
                    }
                }
                tell(Part.FORWARD_PRODUCTS, s);
                run(stages.get(s), t);
                clearPadding(padded.get(s), t);
                if (t >= m.shortest && s == stages.size() - 1) {
                    holdEnded(t);
                }
                tell(Part.FORWARD_LOOPS, s);
                barrier.run();
            }
        }
    }

    /** The state of a sequence that has ended stays as it is, and its output is zero. */
    private void holdEnded(int t) {
        for (int r = 0; r < share.rows(); r++) {
            if (m.ended(share.row0() + r, t)) {
                for (Held state : held) {
                    copyColumns(state.now(), state.next(), t, r);
                }
                for (Place handedOut : outputs) {
                    clearColumns(handedOut, t, r);
                }
            }
        }
    }

    private void multiply(Factor factor, int t, int block) {
        int a = (t * m.batch + share.row0()) * operandStride + factor.column();
        int panel = factor.at() + block * factor.perBlock();
        product.run(
                share.rows(),
                depth(w.hidden()),
                m.operands,
                a,
                factor.panels(),
                panel,
                scratch,
                factor.to() + block * w.panel(),
                scratchStride,
                factor.more());
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
                    product.run(
                            share.rows(),
                            w.input(),
                            m.operands,
                            row * operandStride,
                            panel,
                            panels.forwardOffset(b, Plan.INPUT, g, hb),
                            m.groups,
                            LayerMemory.ORIGIN + row * groupStride + g * w.padded() + hb * w.panel(),
                            groupStride,
                            false);
                }
            }
        }
    }

    /** The product of a one-hot input is a row of the weights. */
    private void gatherTokens(int t) {
        int column = share.block0() * w.panel();
        for (int b = 0; b < plan.weights().size(); b++) {
            Plan.Weights weightBlock = plan.weights().get(b);
            if (!weightBlock.rows().contains(Plan.INPUT)) {
                continue;
            }
            float[] table = weights.get(b);
            int ld = weightBlock.groups() * w.padded();
            for (int r = 0; r < share.rows(); r++) {
                int from = m.tokens[t * m.batch + share.row0() + r] * ld + column;
                int to = r * tokenScratchStride + scratchColumn(weightBlock.firstGroup()) + column;
                for (int g = 0; g < weightBlock.groups(); g++) {
                    System.arraycopy(table, from, tokenScratch, to, columns());
                    from += w.padded();
                    to += w.padded();
                }
            }
        }
    }
}
