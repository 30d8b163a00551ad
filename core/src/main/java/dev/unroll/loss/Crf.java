package dev.unroll.loss;

import dev.unroll.nn.Module;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over scores s that a network gives: a sequence of tags
 * y scores start(y₁) + Σ s(t, yₜ) + Σ transition(yₜ, yₜ₊₁) + end(y_T), and softmax over all sequences makes that a probability. Named
 * as the package pytorch-crf has it.
 */
public final class Crf implements Module {
    private final int tags;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** All zero, with which it is a softmax of each step by itself. */
    public Crf(int tags) {
        if (tags < 1) {
            throw new IllegalArgumentException("a conditional random field needs at least 1 tag, got " + tags);
        }
        this.tags = tags;
        parameters.put("start_transitions", Tensor.parameter(new float[tags], tags));
        parameters.put("end_transitions", Tensor.parameter(new float[tags], tags));
        int square = Math.multiplyExact(tags, tags);
        parameters.put("transitions", Tensor.parameter(new float[square], tags, tags));
    }

    public int tags() {
        return tags;
    }

    /**
     * The negative logarithm of the probability of the right tags, in nats, as a mean over all steps.
     *
     * @param scores [steps · batch × tags], row t · batch + b
     * @param lengths how many steps of each sequence count
     * @param right the tag of each row; past a length it may be anything
     */
    public Tensor loss(Tape tape, Tensor scores, int[] lengths, int[] right) {
        List<Tensor> p = parameters();
        return tape.apply(new CrfLoss(lengths.clone(), right), scores, p.get(0), p.get(1), p.get(2));
    }

    /**
     * The most probable tags of each sequence (Viterbi 1967), of equal ones the first.
     *
     * @return by sequence and step
     */
    public int[][] decode(Tensor scores, int[] lengths) {
        CrfLoss.check(scores, lengths, tags);
        int[][] best = new int[lengths.length][];
        for (int b = 0; b < lengths.length; b++) {
            best[b] = decode(scores.data(), b, lengths.length, lengths[b]);
        }
        return best;
    }

    /**
     * How probable each tag is at each step, whatever the other tags are: by forward–backward.
     *
     * @param scores as for {@link #loss}
     * @return [steps · batch × tags], zero past a length
     */
    public Tensor marginals(Tape tape, Tensor scores, int[] lengths) {
        List<Tensor> p = parameters();
        CrfLoss op = new CrfLoss(lengths.clone(), new int[scores.size(0)]);
        return op.marginals(tape, scores, p.get(0), p.get(1), p.get(2));
    }

    private int[] decode(float[] scores, int b, int batch, int length) {
        float[] start = parameters().get(0).data();
        float[] end = parameters().get(1).data();
        float[] transition = parameters().get(2).data();
        double[] value = new double[tags];
        int[][] from = new int[length][tags];
        for (int y = 0; y < tags; y++) {
            value[y] = start[y] + scores[b * tags + y];
        }
        for (int t = 1; t < length; t++) {
            double[] next = new double[tags];
            for (int y = 0; y < tags; y++) {
                int best = 0;
                for (int z = 1; z < tags; z++) {
                    boolean better = value[z] + transition[z * tags + y] > value[best] + transition[best * tags + y];
                    best = better ? z : best;
                }
                from[t][y] = best;
                next[y] = value[best] + transition[best * tags + y] + scores[(t * batch + b) * tags + y];
            }
            value = next;
        }
        int[] path = new int[length];
        int last = length - 1;
        for (int y = 1; y < tags; y++) {
            path[last] = value[y] + end[y] > value[path[last]] + end[path[last]] ? y : path[last];
        }
        for (int t = last; t > 0; t--) {
            path[t - 1] = from[t][path[t]];
        }
        return path;
    }

    @Override
    public List<Tensor> parameters() {
        return List.copyOf(parameters.values());
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        parameters.forEach((name, p) -> named.put(name, Tensor.of(of.apply(p).clone(), p.shape())));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        parameters.forEach((name, p) -> {
            Tensor given = from.get(name);
            if (given == null || !Arrays.equals(given.shape(), p.shape())) {
                throw new IllegalArgumentException("entry " + name + " of the weights is "
                        + (given == null ? "missing" : Arrays.toString(given.shape())) + ", the model needs "
                        + Arrays.toString(p.shape()));
            }
            System.arraycopy(given.data(), 0, into.apply(p), 0, p.size());
        });
    }
}
