package dev.unroll.loss;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The loss of a {@link Crf} by forward–backward: α(t, y) is the probability of all tags up to step t that end with y, β(t, y) of all
 * after it; the gradient of a score is α β minus the right tag's 1, and of a transition likewise over pairs. α is normalised at each
 * step (Rabiner 1989), everything in double.
 */
final class CrfLoss implements CustomOp {
    private final int[] lengths;
    private final int[] right;
    private final int steps;
    /** By the inputs: scores, start, end, transitions; of the mean. */
    private float[][] gradients = {};

    CrfLoss(int[] lengths, int[] right) {
        this.lengths = lengths;
        this.right = right;
        steps = IntStream.of(lengths).sum();
    }

    static void check(Tensor scores, int[] lengths, int tags) {
        int batch = lengths.length;
        if (scores.rank() != 2 || scores.size(1) != tags || batch == 0 || scores.size(0) % batch != 0) {
            throw new IllegalArgumentException(
                    "crf: scores " + scores + ", expected [steps · " + batch + " × " + tags + "]");
        }
        int most = scores.size(0) / batch;
        if (IntStream.of(lengths).anyMatch(n -> n < 1 || n > most)) {
            throw new IllegalArgumentException("crf: lengths " + Arrays.toString(lengths) + " must be 1 to " + most);
        }
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor scores = in[0];
        int tags = in[1].size();
        check(scores, lengths, tags);
        if (right.length != scores.size(0)) {
            throw new IllegalArgumentException("crf: " + right.length + " tags for scores " + scores);
        }
        gradients =
                new float[][] {tape.array(scores.size()), tape.array(tags), tape.array(tags), tape.array(tags * tags)};
        for (float[] g : gradients) {
            Arrays.fill(g, 0);
        }
        Chain[] chains = new Chain[lengths.length];
        double[] losses = new double[lengths.length];
        tape.engine().team().forEach(lengths.length, b -> {
            chains[b] = new Chain(b, tags, in);
            losses[b] = chains[b].loss();
        });
        for (Chain chain : chains) {
            add(chain.start, gradients[1]);
            add(chain.end, gradients[2]);
            add(chain.transitions, gradients[3]);
        }
        Tensor loss = tape.allocate(1);
        loss.data()[0] = (float) (Arrays.stream(losses).sum() / steps);
        return loss;
    }

    /** A score's gradient is its tag's probability, less 1 if the tag is right. */
    Tensor marginals(Tape tape, Tensor... in) {
        forward(tape, in);
        Tensor scores = in[0];
        int tags = scores.size(1);
        Tensor marginals = tape.allocate(scores.shape());
        for (int i = 0; i < marginals.size(); i++) {
            int row = i / tags;
            boolean counts = row / lengths.length < lengths[row % lengths.length];
            float one = counts && right[row] == i % tags ? 1 : 0;
            marginals.data()[i] = Math.max(0, gradients[0][i] * steps + one);
        }
        return marginals;
    }

    private void add(double[] from, float[] into) {
        for (int i = 0; i < from.length; i++) {
            into[i] += (float) (from[i] / steps);
        }
    }

    @Override
    public void pullBack(Tape tape, Tensor loss, Tensor... in) {
        for (int i = 0; i < in.length; i++) {
            if (in[i].tracked()) {
                float[] g = gradients[i];
                tape.engine().kernels().axpy(g.length, loss.gradient()[0], g, 0, in[i].gradient(), 0);
            }
        }
    }

    /** e^(x − the largest), and the largest at the end. */
    private static double[] exps(float[] x, int from, int count) {
        double[] e = new double[count + 1];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, x[from + i]);
        }
        for (int i = 0; i < count; i++) {
            e[i] = Math.exp(x[from + i] - largest);
        }
        e[count] = largest;
        return e;
    }

    /** One sequence. */
    private final class Chain {
        final double[] start;
        final double[] end;
        final double[] transitions;
        private final int b;
        private final int tags;
        private final int length;
        private final Tensor[] in;
        private final double[][] alpha;

        Chain(int b, int tags, Tensor[] in) {
            this.b = b;
            this.tags = tags;
            this.in = in;
            length = lengths[b];
            alpha = new double[length][];
            start = new double[tags];
            end = new double[tags];
            transitions = new double[tags * tags];
        }

        private int row(int t) {
            return (t * lengths.length + b) * tags;
        }

        /** Computes the loss, and the gradients of all. */
        double loss() {
            float[] scores = in[0].data();
            double[] a = exps(in[3].data(), 0, tags * tags);
            double[] first = exps(in[1].data(), 0, tags);
            double[] last = exps(in[2].data(), 0, tags);
            double[][] e = new double[length][];
            double[] norms = new double[length];
            double logarithm = first[tags] + last[tags] + (length - 1) * a[tags * tags];
            for (int t = 0; t < length; t++) {
                e[t] = exps(scores, row(t), tags);
                double[] now = new double[tags];
                for (int y = 0; y < tags; y++) {
                    now[y] = t == 0 ? first[y] : 0;
                    for (int z = 0; t > 0 && z < tags; z++) {
                        now[y] += alpha[t - 1][z] * a[z * tags + y];
                    }
                    now[y] *= e[t][y];
                    norms[t] += now[y];
                }
                for (int y = 0; y < tags; y++) {
                    now[y] /= norms[t];
                }
                alpha[t] = now;
                logarithm += Math.log(norms[t]) + e[t][tags];
            }
            double ending = 0;
            for (int y = 0; y < tags; y++) {
                ending += alpha[length - 1][y] * last[y];
            }
            double[] beta = new double[tags];
            for (int y = 0; y < tags; y++) {
                beta[y] = last[y] / ending;
            }
            for (int t = length - 1; t >= 0; t--) {
                for (int y = 0; y < tags; y++) {
                    gradients[0][row(t) + y] = (float) (alpha[t][y] * beta[y] / steps);
                    start[y] += t == 0 ? alpha[t][y] * beta[y] : 0;
                    end[y] += t == length - 1 ? alpha[t][y] * beta[y] : 0;
                }
                beta = t == 0 ? beta : before(t, beta, a, e[t], norms[t]);
            }
            return logarithm + Math.log(ending) - rightScore();
        }

        /** β of the step before t; the pairs' probabilities are added. */
        private double[] before(int t, double[] beta, double[] a, double[] e, double norm) {
            double[] earlier = new double[tags];
            for (int z = 0; z < tags; z++) {
                for (int y = 0; y < tags; y++) {
                    double rest = a[z * tags + y] * e[y] * beta[y] / norm;
                    earlier[z] += rest;
                    transitions[z * tags + y] += alpha[t - 1][z] * rest;
                }
            }
            return earlier;
        }

        /** The score of the right tags; their part of the gradient is subtracted. */
        private double rightScore() {
            int batch = lengths.length;
            int firstTag = right[b];
            int lastTag = right[(length - 1) * batch + b];
            double score = 0;
            for (int t = 0; t < length; t++) {
                int y = right[t * batch + b];
                if (y < 0 || y >= tags) {
                    throw new IllegalArgumentException("crf: tag " + y + " of " + tags);
                }
                score += in[0].data()[row(t) + y];
                gradients[0][row(t) + y] -= 1f / steps;
                if (t > 0) {
                    int pair = right[(t - 1) * batch + b] * tags + y;
                    score += in[3].data()[pair];
                    transitions[pair] -= 1;
                }
            }
            start[firstTag] -= 1;
            end[lastTag] -= 1;
            return score + in[1].data()[firstTag] + in[2].data()[lastTag];
        }
    }
}
