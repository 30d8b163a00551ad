package dev.unroll.loss;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * Connectionist temporal classification (Graves et al. 2006): −ln of the probability that a sequence of scores says its labels, summed
 * over all ways to stretch them over the steps, class 0 (blank) between and equal labels side by side read as one. As {@code
 * torch.nn.CTCLoss} does, the mean over the batch is of losses divided by their count of labels.
 *
 * <p>With z the labels and blanks between and around them, α(t, s) is the probability of all paths that stand at z(s) at step t, and
 * β(t, s) of their continuations; the gradient of score k at step t is p(t, k) − Σ over s with z(s) = k of α β / p(labels).
 */
public final class Ctc implements CustomOp {
    private static final int BLANK = 0;

    private final int[][] labels;
    private final int[] lengths;
    /** Of the mean loss by the scores. */
    private float[] gradient = {};

    private Ctc(int[][] labels, int[] lengths) {
        this.labels = labels;
        this.lengths = lengths;
    }

    /**
     * The loss.
     *
     * @param logits [steps · batch × classes], row t · batch + b; softmax makes them probabilities
     * @param lengths how many steps of each sequence count
     * @param labels of each sequence, 1 to classes − 1; at least one
     * @throws IllegalArgumentException if a sequence has fewer steps than its labels need
     */
    public static Tensor of(Tape tape, Tensor logits, int[] lengths, int[][] labels) {
        return tape.apply(new Ctc(labels, lengths.clone()), logits);
    }

    private void check(Tensor logits) {
        int batch = lengths.length;
        if (logits.rank() != 2 || batch == 0 || logits.size(0) % batch != 0 || labels.length != batch) {
            throw new IllegalArgumentException("ctc: logits " + logits + " and " + labels.length
                    + " label sequences for " + batch + " lengths; expected [steps · batch × classes]");
        }
        int steps = logits.size(0) / batch;
        for (int b = 0; b < batch; b++) {
            int needed = labels[b].length;
            for (int i = 0; i < labels[b].length; i++) {
                if (labels[b][i] <= BLANK || labels[b][i] >= logits.size(1)) {
                    throw new IllegalArgumentException("ctc: label " + labels[b][i] + " of sequence " + b
                            + "; labels must be 1 to " + (logits.size(1) - 1) + ", 0 is the blank");
                }
                needed += i > 0 && labels[b][i] == labels[b][i - 1] ? 1 : 0;
            }
            if (labels[b].length == 0 || lengths[b] < needed || lengths[b] > steps) {
                throw new IllegalArgumentException("ctc: sequence " + b + " has a length of " + lengths[b] + " for "
                        + labels[b].length + " labels; it must be " + Math.max(1, needed) + " to " + steps
                        + " with at least one label");
            }
        }
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor logits = in[0];
        check(logits);
        gradient = tape.array(logits.size());
        Arrays.fill(gradient, 0);
        double[] losses = new double[lengths.length];
        tape.engine().team().forEach(lengths.length, b -> losses[b] = new Sequence(logits, b).loss());
        Tensor loss = tape.allocate(1);
        loss.data()[0] = (float) (Arrays.stream(losses).sum() / lengths.length);
        return loss;
    }

    @Override
    public void pullBack(Tape tape, Tensor loss, Tensor... in) {
        tape.engine().kernels().axpy(gradient.length, loss.gradient()[0], gradient, 0, in[0].gradient(), 0);
    }

    /** One sequence, in logarithms and double. */
    private final class Sequence {
        final int b;
        final int classes;
        final int states;
        /** ln p(class) at each step. */
        final double[][] scores;

        Sequence(Tensor logits, int b) {
            this.b = b;
            classes = logits.size(1);
            states = 2 * labels[b].length + 1;
            scores = new double[lengths[b]][classes];
            for (int t = 0; t < lengths[b]; t++) {
                double sum = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < classes; c++) {
                    scores[t][c] = logits.data()[(t * lengths.length + b) * classes + c];
                    sum = LogSum.of(sum, scores[t][c]);
                }
                for (int c = 0; c < classes; c++) {
                    scores[t][c] -= sum;
                }
            }
        }

        int label(int s) {
            return s % 2 == 0 ? BLANK : labels[b][s / 2];
        }

        /** Whether a path may go from state s − 2 to s: over a blank between two different labels. */
        boolean skips(int s) {
            return s >= 2 && s < states && label(s) != BLANK && label(s) != label(s - 2);
        }

        /** The loss divided by the labels; its gradient is written. */
        double loss() {
            int steps = scores.length;
            double[][] alpha = new double[steps][states];
            double[][] beta = new double[steps][states];
            for (int t = 0; t < steps; t++) {
                for (int s = 0; s < states; s++) {
                    double before = t == 0 ? (s < 2 ? 0 : Double.NEGATIVE_INFINITY) : alpha[t - 1][s];
                    if (t > 0 && s > 0) {
                        before = LogSum.of(before, alpha[t - 1][s - 1]);
                    }
                    if (t > 0 && skips(s)) {
                        before = LogSum.of(before, alpha[t - 1][s - 2]);
                    }
                    alpha[t][s] = before + scores[t][label(s)];
                }
            }
            for (int t = steps - 1; t >= 0; t--) {
                for (int s = states - 1; s >= 0; s--) {
                    boolean last = t == steps - 1;
                    double after = last ? (s >= states - 2 ? 0 : Double.NEGATIVE_INFINITY) : next(beta, t, s);
                    if (!last && s + 1 < states) {
                        after = LogSum.of(after, next(beta, t, s + 1));
                    }
                    if (!last && skips(s + 2)) {
                        after = LogSum.of(after, next(beta, t, s + 2));
                    }
                    beta[t][s] = after;
                }
            }
            double whole = LogSum.of(alpha[steps - 1][states - 1], alpha[steps - 1][states - 2]);
            double scale = 1.0 / labels[b].length;
            for (int t = 0; t < steps; t++) {
                int row = (t * lengths.length + b) * classes;
                for (int c = 0; c < classes; c++) {
                    gradient[row + c] = (float) (Math.exp(scores[t][c]) * scale / lengths.length);
                }
                for (int s = 0; s < states; s++) {
                    double share = Math.exp(alpha[t][s] + beta[t][s] - whole);
                    gradient[row + label(s)] -= (float) (share * scale / lengths.length);
                }
            }
            return -whole * scale;
        }

        private double next(double[][] beta, int t, int s) {
            return beta[t + 1][s] + scores[t + 1][label(s)];
        }
    }
}
