package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import java.util.List;

/**
 * The weights of a layer packed for the recurrence: once per training step, read once per time step. Forward panels hold
 * a group's columns of an operand's rows; backward panels hold an operand's rows transposed, over all groups of a block.
 */
final class Panels {
    /** Panels start on a cache line: no load touches two, which makes the product up to a fifth faster. */
    private static final int ORIGIN = LayerMemory.ORIGIN;

    private final Plan plan;
    private final Widths w;
    /** By block and place of the operand among the block's rows. */
    private final float[][][] forward;

    private final float[][][] backward;

    Panels(Plan plan, Widths w) {
        this.plan = plan;
        this.w = w;
        forward = new float[plan.weights().size()][][];
        backward = new float[plan.weights().size()][][];
        for (int b = 0; b < forward.length; b++) {
            int operands = plan.weights().get(b).rows().size();
            forward[b] = new float[operands][];
            backward[b] = new float[operands][];
        }
    }

    /** K of the forward products of an operand. */
    int depth(int operand) {
        return operand == Plan.INPUT ? w.input() : w.hidden();
    }

    /** Packs what the recurrence reads; {@code inputs} adds the products of the input, for passes of a step or two. */
    void pack(Engine engine, List<float[]> weights, boolean inputs, boolean backwardToo) {
        for (int b = 0; b < forward.length; b++) {
            int top = 0;
            for (int operand : plan.weights().get(b).rows()) {
                boolean recurrent = operand != Plan.INPUT;
                if (recurrent || (inputs && !w.tokens())) {
                    pack(engine, weights.get(b), b, operand, top, recurrent && backwardToo);
                }
                top += w.weightRows(operand);
            }
        }
    }

    /** Packs the rows from {@code top} that belong to an operand. */
    private void pack(Engine engine, float[] source, int block, int operand, int top, boolean backwardToo) {
        int place = plan.weights().get(block).rows().indexOf(operand);
        float[] ahead = forwardArray(block, place);
        float[] back = backwardToo ? backwardArray(block, place) : ahead;
        int groups = plan.weights().get(block).groups();
        int ld = groups * w.padded();
        int depth = depth(operand);
        engine.team().forEach(w.blocks(), hb -> {
            for (int g = 0; g < groups; g++) {
                int from = top * ld + g * w.padded() + hb * w.panel();
                engine.kernels().pack(source, from, ld, false, depth, w.panel(), ahead, offset(groups, g, operand, hb));
            }
            if (backwardToo) {
                int from = (top + hb * w.panel()) * ld;
                engine.kernels().pack(source, from, ld, true, ld, w.panel(), back, ORIGIN + hb * ld * w.panel());
            }
        });
    }

    private float[] forwardArray(int block, int place) {
        Plan.Weights weights = plan.weights().get(block);
        float[] panels = forward[block][place];
        if (panels == null) {
            int depth = depth(weights.rows().get(place));
            panels = allocate(Math.multiplyExact(weights.groups() * w.padded(), depth));
            forward[block][place] = panels;
        }
        return panels;
    }

    private float[] backwardArray(int block, int place) {
        float[] panels = backward[block][place];
        if (panels == null) {
            panels = allocate(Math.multiplyExact(plan.weights().get(block).groups() * w.padded(), w.padded()));
            backward[block][place] = panels;
        }
        return panels;
    }

    private static float[] allocate(int length) {
        return new float[Math.max(LayerMemory.LARGE, Math.addExact(ORIGIN, length))];
    }

    private int offset(int groups, int group, int operand, int hb) {
        return ORIGIN + (hb * groups + group) * depth(operand) * w.panel();
    }

    /** The forward panels of an operand in a block. */
    float[] forward(int block, int operand) {
        return forward[block][plan.weights().get(block).rows().indexOf(operand)];
    }

    int forwardOffset(int block, int operand, int group, int hb) {
        Plan.Weights weights = plan.weights().get(block);
        return offset(weights.groups(), group - weights.firstGroup(), operand, hb);
    }

    float[] backward(int block, int operand) {
        return backward[block][plan.weights().get(block).rows().indexOf(operand)];
    }

    int backwardOffset(int block, int hb) {
        return ORIGIN + hb * plan.weights().get(block).groups() * w.padded() * w.panel();
    }
}
