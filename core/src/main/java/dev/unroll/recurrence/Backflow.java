package dev.unroll.recurrence;

import java.util.Arrays;

/**
 * What a backward pass has on its way at one moment: the gradients of the states, and the sums over the later steps that the
 * gradients of vector parameters have come to. A pass that is cut in time hands it from piece to piece.
 *
 * <p>A state's gradient comes through products and elementwise. The two parts stay apart, since the pass adds them in its own
 * order: added before, they would be rounded differently.
 */
public final class Backflow {
    /** By state, [batch × hidden] each; zero where no product reads the state. */
    final float[][] products;
    /** Likewise; zero where the state is read by products only. */
    final float[][] carries;
    /** As in {@link LayerMemory#vectorGradients}. */
    final float[] vectors;

    Backflow(Plan plan, Widths w, int batch) {
        int states = plan.states().size();
        products = new float[states][batch * w.hidden()];
        carries = new float[states][batch * w.hidden()];
        vectors = new float[batch * w.stride(plan.vectorGradients().size())];
    }

    /** At the end of time: the gradients of the final states arrive where the last step looks for them. */
    void begin(Plan plan, float[][] ofFinal) {
        Arrays.fill(vectors, 0);
        for (int s = 0; s < products.length; s++) {
            Arrays.fill(products[s], 0);
            Arrays.fill(carries[s], 0);
            if (ofFinal[s] != null) {
                float[] to = plan.states().get(s).operand() >= 0 ? products[s] : carries[s];
                System.arraycopy(ofFinal[s], 0, to, 0, to.length);
            }
        }
    }

    /** At the beginning of time. */
    void end(float[][] ofInitial) {
        for (int s = 0; s < products.length; s++) {
            for (int i = 0; ofInitial[s] != null && i < products[s].length; i++) {
                ofInitial[s][i] = products[s][i] + carries[s][i];
            }
        }
    }
}
