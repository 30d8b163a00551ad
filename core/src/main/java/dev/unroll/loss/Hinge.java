package dev.unroll.loss;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * The multi-class hinge of Weston and Watkins (1999): the mean over rows of Σ over j ≠ y of max(0, s_j − s_y + 1). (PyTorch's
 * {@code multi_margin_loss} divides it by the number of classes.)
 */
public final class Hinge implements CustomOp {
    private static final float MARGIN = 1;

    private final int[] targets;
    private final int counted;

    private Hinge(int[] targets) {
        this.targets = targets;
        counted = (int) Math.max(1, Arrays.stream(targets).filter(t -> t >= 0).count());
    }

    /**
     * The loss.
     *
     * @param scores [rows × classes]
     * @param targets a class for each row; a negative one is ignored
     */
    public static Tensor of(Tape tape, Tensor scores, int[] targets) {
        return tape.apply(new Hinge(targets), scores);
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int classes = in[0].size(-1);
        if (in[0].rank() != 2 || in[0].size(0) != targets.length) {
            throw new IllegalArgumentException(
                    "hinge: scores " + Arrays.toString(in[0].shape()) + " but " + targets.length + " targets");
        }
        float[] s = in[0].data();
        double sum = 0;
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] >= classes) {
                throw new IllegalArgumentException("hinge: target " + targets[r] + " of " + classes + " classes");
            }
            for (int c = 0; targets[r] >= 0 && c < classes; c++) {
                sum += c == targets[r] ? 0 : Math.max(0, excess(s, r, c, classes));
            }
        }
        Tensor loss = tape.allocate(1);
        loss.data()[0] = (float) (sum / counted);
        return loss;
    }

    private float excess(float[] s, int row, int c, int classes) {
        return s[row * classes + c] - s[row * classes + targets[row]] + MARGIN;
    }

    @Override
    public void pullBack(Tape tape, Tensor loss, Tensor... in) {
        int classes = in[0].size(-1);
        float[] s = in[0].data();
        float[] ds = in[0].gradient();
        float g = loss.gradient()[0] / counted;
        for (int r = 0; r < targets.length; r++) {
            for (int c = 0; targets[r] >= 0 && c < classes; c++) {
                if (c != targets[r] && excess(s, r, c, classes) > 0) {
                    ds[r * classes + c] += g;
                    ds[r * classes + targets[r]] -= g;
                }
            }
        }
    }
}
