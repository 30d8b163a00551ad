package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import dev.unroll.kernel.Program.Kind;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Attention whose scores are vᵀ tanh(q + k) (Bahdanau, Cho and Bengio 2015): of each sequence, softmax(scores) V over its keys. Queries,
 * keys and values are time-major, row t · batch + b.
 */
final class AdditiveAttention implements CustomOp {
    private static final Program TANH = new Program(
            "tanh",
            List.of(new Program.Input("x", Kind.BLOCK)),
            List.of(new Program.Output("y", Expr.parse("tanh(x)"))));

    private final int[] lengths;
    private int batch;
    private int queries;
    private int keys;
    private int width;
    /** [batch · queries · keys × width of a key], tanh(q + k). */
    private float[] inner = {};
    /** [batch · queries × keys]. */
    private float[] weights = {};

    /** @param lengths how many keys of each sequence there are, at least 1 */
    AdditiveAttention(int[] lengths) {
        this.lengths = lengths.clone();
    }

    /** Of the last pass, [batch][queries][keys]. */
    float[] weights() {
        return weights;
    }

    /**
     * What every query gets.
     *
     * @param in q [queries · batch × width], k [keys · batch × width], v [1 × width], and the values [keys · batch × any]
     */
    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        check(in);
        Tensor values = in[3];
        Tensor y = tape.allocate(queries * batch, values.size(1));
        int pairs = Math.multiplyExact(queries, keys);
        inner = tape.array(Math.multiplyExact(Math.multiplyExact(batch, pairs), width));
        weights = tape.array(batch * pairs);
        Pointwise tanh = tape.engine().compile(TANH);
        Pointwise exp = tape.engine().compile(Attention.EXP);
        Kernels kernels = tape.engine().kernels();
        tape.engine().team().forEach(batch, b -> {
            int block = b * pairs;
            for (int i = 0; i < queries; i++) {
                for (int j = 0; j < keys; j++) {
                    add(in[0].data(), (i * batch + b) * width, in[1].data(), (j * batch + b) * width, row(b, i, j));
                }
            }
            int from = block * width;
            tanh.run(new float[][] {inner, inner}, new int[] {from, from}, new int[2], new float[0], 1, pairs * width);
            kernels.gemm(false, false, pairs, 1, width, inner, from, width, in[2].data(), 0, 1, 0, weights, block, 1);
            for (int i = 0; i < queries; i++) {
                Attention.shift(weights, block + i * keys, keys, lengths[b], 1, 0, 0);
            }
            exp.run(new float[][] {weights, weights}, new int[] {block, block}, new int[2], new float[0], 1, pairs);
            for (int i = 0; i < queries; i++) {
                Attention.normalise(weights, block + i * keys, keys);
            }
            int n = values.size(1);
            kernels.gemm(
                    false,
                    false,
                    queries,
                    n,
                    keys,
                    weights,
                    block,
                    keys,
                    values.data(),
                    b * n,
                    batch * n,
                    0,
                    y.data(),
                    b * n,
                    batch * n);
        });
        return y;
    }

    private void add(float[] q, int qo, float[] k, int ko, int to) {
        for (int c = 0; c < width; c++) {
            inner[to + c] = q[qo + c] + k[ko + c];
        }
    }

    /** Where what is inside tanh for a query and a key begins. */
    private int row(int b, int i, int j) {
        return ((b * queries + i) * keys + j) * width;
    }

    private void check(Tensor... in) {
        batch = lengths.length;
        width = in[0].size(1);
        boolean steps = batch > 0 && in[0].size(0) % batch == 0 && in[1].size(0) % batch == 0;
        boolean fits = steps && in[1].size(1) == width && in[2].size() == width && in[3].size(0) == in[1].size(0);
        if (!fits) {
            throw new IllegalArgumentException("attention: queries " + in[0] + ", keys " + in[1] + ", scores by "
                    + in[2] + ", values " + in[3] + "; expected steps of " + batch
                    + " sequences, queries and keys of one width, and a value for each key");
        }
        queries = in[0].size(0) / batch;
        keys = in[1].size(0) / batch;
        if (Arrays.stream(lengths).anyMatch(n -> n < 1 || n > keys)) {
            throw new IllegalArgumentException(
                    "attention: lengths " + Arrays.toString(lengths) + " must be 1 to " + keys);
        }
    }

    /** With the scores' gradient s: dv = Σ s tanh, and s v (1 − tanh²) goes to query and key. */
    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] ds = tape.array(weights.length);
        float[] dy = y.gradient();
        float[] dq = in[0].gradient();
        float[] dk = in[1].gradient();
        float[] dValues = in[3].tracked() ? in[3].gradient() : new float[0];
        Kernels kernels = tape.engine().kernels();
        int n = in[3].size(1);
        int pairs = queries * keys;
        tape.engine().team().forEach(batch, b -> {
            int block = b * pairs;
            kernels.gemm(
                    false,
                    true,
                    queries,
                    keys,
                    n,
                    dy,
                    b * n,
                    batch * n,
                    in[3].data(),
                    b * n,
                    batch * n,
                    0,
                    ds,
                    block,
                    keys);
            for (int i = 0; i < queries; i++) {
                Attention.pullBackRow(weights, ds, block + i * keys, keys, 1);
            }
            if (in[3].tracked()) {
                kernels.gemm(
                        true, false, keys, n, queries, weights, block, keys, dy, b * n, batch * n, 1, dValues, b * n,
                        batch * n);
            }
        });
        kernels.gemm(true, false, 1, width, batch * pairs, ds, 0, 1, inner, 0, width, 1, in[2].gradient(), 0, width);
        tape.engine().team().forEach(batch, b -> {
            for (int i = 0; i < queries; i++) {
                for (int j = 0; j < lengths[b]; j++) {
                    pullBackPair(
                            ds[(b * queries + i) * keys + j],
                            row(b, i, j),
                            in[2].data(),
                            dq,
                            i * batch + b,
                            dk,
                            j * batch + b);
                }
            }
        });
    }

    private void pullBackPair(float s, int from, float[] v, float[] dq, int query, float[] dk, int key) {
        for (int c = 0; c < width; c++) {
            float t = inner[from + c];
            float d = s * v[c] * (1 - t * t);
            dq[query * width + c] += d;
            dk[key * width + c] += d;
        }
    }
}
