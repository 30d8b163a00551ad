package dev.unroll.loss;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Cross-entropy of softmax(logits), in nats: against one class a row, or a distribution over the classes.
 *
 * @param smoothing ε of label smoothing (Szegedy et al. 2016): a row's target is its class with 1 − ε, and every class with
 *     ε / classes
 * @param weights of each class, empty for 1 each; the mean is then the weighted one, as PyTorch has it
 */
public record CrossEntropy(double smoothing, float[] weights) {
    public static final CrossEntropy PLAIN = new CrossEntropy(0, new float[0]);

    private static final Expr TERM = Expr.parse("-q * l");

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("label smoothing must be at least 0 and below 1, got " + smoothing);
        }
        for (float w : weights) {
            if (!(w >= 0 && Float.isFinite(w))) {
                throw new IllegalArgumentException("the weight of a class must be at least 0, got " + w);
            }
        }
    }

    /** With weights that make up for classes of different frequency: rows / (classes · rows of the class). */
    public static CrossEntropy balanced(int[] targets, int classes) {
        float[] weights = new float[classes];
        for (int target : targets) {
            weights[target]++;
        }
        for (int c = 0; c < classes; c++) {
            weights[c] = weights[c] == 0 ? 0 : targets.length / (classes * weights[c]);
        }
        return new CrossEntropy(0, weights);
    }

    /**
     * The mean over the rows.
     *
     * @param logits [rows × classes]; their array may be consumed
     * @param targets a class for each row; a negative one is ignored
     */
    public Tensor of(Tape tape, Tensor logits, int[] targets) {
        if (smoothing == 0 && weights.length == 0) {
            return tape.crossEntropy(logits, targets);
        }
        int classes = logits.size(-1);
        check(logits, targets, classes);
        float[] q = tape.array(logits.size());
        Arrays.fill(q, 0);
        double total = 0;
        for (int target : targets) {
            total += target < 0 ? 0 : weight(target);
        }
        double scale = total > 0 ? 1 / total : 0;
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] >= 0) {
                for (int c = 0; c < classes; c++) {
                    q[r * classes + c] = (float) (scale * smoothing / classes * weight(c));
                }
                q[r * classes + targets[r]] += (float) (scale * (1 - smoothing) * weight(targets[r]));
            }
        }
        return sum(tape, logits, Tensor.of(q, logits.shape()), 1);
    }

    /** How much a row of that class counts. */
    public float weight(int c) {
        return weights.length == 0 ? 1 : weights[c];
    }

    private void check(Tensor logits, int[] targets, int classes) {
        if (weights.length != 0 && weights.length != classes) {
            throw new IllegalArgumentException(
                    "cross-entropy: " + weights.length + " weights for " + classes + " classes");
        }
        if (logits.rank() != 2 || logits.size(0) != targets.length) {
            throw new IllegalArgumentException(
                    "cross-entropy: logits " + Arrays.toString(logits.shape()) + " but " + targets.length + " targets");
        }
        for (int target : targets) {
            if (target >= classes) {
                throw new IllegalArgumentException("cross-entropy: target " + target + " of " + classes + " classes");
            }
        }
    }

    /**
     * The mean over rows of −Σ q ln softmax(logits), for targets that are mixed or not certain.
     *
     * @param logits [rows × classes]
     * @param targets q, of the same shape, rows that sum to 1
     */
    public static Tensor soft(Tape tape, Tensor logits, Tensor targets) {
        return sum(tape, logits, targets, 1.0 / logits.size(0));
    }

    private static Tensor sum(Tape tape, Tensor logits, Tensor q, double factor) {
        return tape.sum(tape.map(TERM, List.of("q", "l"), q, tape.logSoftmax(logits)), factor);
    }
}
