package dev.unroll.recurrence;

import dev.unroll.kernel.PanelProduct;
import dev.unroll.recurrence.Binding.Place;
import dev.unroll.recurrence.Pass.Share;
import dev.unroll.recurrence.Plan.BackwardProduct;
import dev.unroll.recurrence.StageClock.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** All steps of a pass, last to first; leaves gradients of pre-activations in the groups' columns. */
final class Backward extends Direction {
    /** One panel product: columns of gradients times transposed weights. */
    private record Factor(int columns, int depth, float[] panels, int at, int perBlock) {}

    private final PanelProduct product;
    /** By operand: the blocks of weights it has rows in, and the matrices it shares. */
    private final List<List<Factor>> factors = new ArrayList<>();

    private final List<List<Row>> reductions;
    private final List<List<Binding>> numbers;
    private final List<List<Binding>> stages;
    private final List<List<Place>> padded;
    private final List<Place> carries;
    /** What must be zero past the end of a sequence. */
    private final List<Place> forgotten = new ArrayList<>();

    Backward(Pass pass, Share share) {
        super(
                pass,
                share,
                Math.max(
                        1,
                        pass.plan.backward().stream()
                                .mapToInt(s -> s.products().size())
                                .max()
                                .orElse(0)));
        product = pass.engine.panelProduct(groupStride);
        for (int operand = 0; operand < plan.operands().size(); operand++) {
            factors.add(factors(operand));
        }
        List<List<Plan.Step>> steps =
                plan.backward().stream().map(Plan.BackwardStage::steps).toList();
        stages = bind(steps);
        reductions = rows(
                plan.backward().stream().map(Plan.BackwardStage::reductions).toList());
        numbers = bind(plan.backward().stream().map(Plan.BackwardStage::numbers).toList());
        padded = padded(steps, EnumSet.of(Slot.Kind.GROUP, Slot.Kind.VECTOR_GRADIENT));
        carries = places(Slot.Kind.CARRY_OUT, plan.states().size());
        forgotten.addAll(places(Slot.Kind.GROUP, plan.groups()));
        forgotten.addAll(
                places(Slot.Kind.VECTOR_GRADIENT, plan.vectorGradients().size()));
        // Operands of the weights' gradients: zero times what is not finite would not be zero.
        for (int operand = 0; operand < plan.operands().size(); operand++) {
            int index = operand;
            if (plan.states().stream().noneMatch(state -> state.operand() == index)) {
                forgotten.add(place(new Slot(Slot.Kind.OPERAND, operand)));
            }
        }
    }

    @Override
    Place output(Slot slot) {
        throw new IllegalStateException("the backward pass writes no output");
    }

    private List<Factor> factors(int operand) {
        List<Factor> all = new ArrayList<>();
        for (int b = 0; b < plan.weights().size(); b++) {
            Plan.Weights weights = plan.weights().get(b);
            if (weights.rows().contains(operand)) {
                int at = panels.backwardOffset(b, 0);
                all.add(new Factor(
                        LayerMemory.ORIGIN + weights.firstGroup() * w.padded(),
                        weights.groups() * w.padded(),
                        panels.backward(b, operand),
                        at,
                        panels.backwardOffset(b, 1) - at));
            }
        }
        for (Plan.Shared shared : plan.shared()) {
            if (shared.operand() == operand) {
                Plan.Matrix matrix = shared.matrix();
                int left = matrix.group() - plan.weights().get(matrix.block()).firstGroup();
                int at = panels.backwardOffset(matrix.block(), 0);
                all.add(new Factor(
                        LayerMemory.ORIGIN + shared.group() * w.padded(),
                        w.padded(),
                        panels.backward(matrix.block(), matrix.operand()),
                        at + left * w.padded() * w.panel(),
                        panels.backwardOffset(matrix.block(), 1) - at));
            }
        }
        return all;
    }

    void run(Backflow flow, boolean toTheEnd, Runnable barrier) {
        for (int t = m.steps - 1; t >= 0; t--) {
            for (int s = 0; s < stages.size(); s++) {
                reduce(reductions.get(s), numbers.get(s), t);
                tell(Part.BACKWARD_LOOPS, s);
                List<BackwardProduct> products = plan.backward().get(s).products();
                for (int block = share.block0(); block < share.block1(); block++) {
                    for (int p = 0; p < products.size(); p++) {
                        multiply(products.get(p), flow, t, block, p);
                    }
                }
                tell(Part.BACKWARD_PRODUCTS, s);
                run(stages.get(s), t);
                clearPadding(padded.get(s), t);
                if (t >= m.shortest && s == stages.size() - 1) {
                    forgetEnded(flow, t);
                }
                tell(Part.BACKWARD_LOOPS, s);
                barrier.run();
            }
        }
        for (int state = 0; toTheEnd && state < plan.states().size(); state++) {
            for (int block = share.block0(); block < share.block1(); block++) {
                writeInitial(flow, state, block);
            }
        }
    }

    /**
     * Past its end a sequence has no gradients, whatever the step has made of what lies there, and its carry holds the
     * gradient of the final state, to be met by the sequence's last step.
     */
    private void forgetEnded(Backflow flow, int t) {
        for (int r = 0; r < share.rows(); r++) {
            if (m.ended(share.row0() + r, t)) {
                for (Place place : forgotten) {
                    clearColumns(place, t, r);
                }
                for (int s = 0; s < carries.size(); s++) {
                    clearColumns(carries.get(s), t, r);
                    copyFinal(flow.carries[s], r, carries.get(s), t);
                }
            }
        }
    }

    private void copyFinal(float[] given, int row, Place to, int t) {
        int from = share.block0() * w.panel();
        int until = Math.min(share.block1() * w.panel(), w.hidden());
        int at = to.offset(t, share.block0()) + row * to.stride();
        System.arraycopy(given, (share.row0() + row) * w.hidden() + from, to.array(), at, Math.max(0, until - from));
    }

    private void multiply(BackwardProduct of, Backflow flow, int t, int block, int p) {
        int time = of.ofNextStep() ? t + 1 : t;
        if (time < m.steps) {
            multiply(of.operand(), time, block, p);
        }
        if (of.ofNextStep() && (time == m.steps || time >= m.shortest)) {
            fillFinal(of.operand(), flow, block, p, time);
        }
    }

    private void multiply(int operand, int time, int block, int p) {
        int row = (time * m.batch + share.row0()) * groupStride;
        boolean more = false;
        for (Factor factor : factors.get(operand)) {
            product.run(
                    share.rows(),
                    depth(factor.depth()),
                    m.groups,
                    row + factor.columns(),
                    factor.panels(),
                    factor.at() + block * factor.perBlock(),
                    scratch,
                    scratchColumn(p) + block * w.panel(),
                    scratchStride,
                    more);
            more = true;
        }
    }

    /** Beyond the last step of a sequence the gradient is the one of its final state. */
    private void fillFinal(int operand, Backflow flow, int block, int p, int time) {
        int state = 0;
        while (plan.states().get(state).operand() != operand) {
            state++;
        }
        float[] given = flow.products[state];
        for (int r = 0; r < share.rows(); r++) {
            if (time < m.steps && !m.ended(share.row0() + r, time)) {
                continue;
            }
            int at = r * scratchStride + scratchColumn(p) + block * w.panel();
            Arrays.fill(scratch, at, at + w.panel(), 0);
            int from = block * w.panel();
            int count = Math.min(w.panel(), w.hidden() - from);
            if (count > 0) {
                System.arraycopy(given, (share.row0() + r) * w.hidden() + from, scratch, at, count);
            }
        }
    }

    private void writeInitial(Backflow flow, int index, int block) {
        Plan.State state = plan.states().get(index);
        if (state.operand() >= 0) {
            multiply(new BackwardProduct(state.operand(), true), flow, -1, block, 0);
        }
        Place carry = place(new Slot(Slot.Kind.CARRY, index));
        int from = block * w.panel();
        int count = Math.max(0, Math.min(w.panel(), w.hidden() - from));
        for (int r = 0; r < share.rows(); r++) {
            int to = (share.row0() + r) * w.hidden() + from;
            if (state.operand() >= 0) {
                System.arraycopy(
                        scratch,
                        r * scratchStride + scratchColumn(0) + block * w.panel(),
                        flow.products[index],
                        to,
                        count);
            }
            if (state.carried()) {
                int at = carry.offset(-1, block) + r * carry.stride();
                System.arraycopy(m.carries, at, flow.carries[index], to, count);
            } else {
                Arrays.fill(flow.carries[index], to, to + count, 0);
            }
        }
    }
}
