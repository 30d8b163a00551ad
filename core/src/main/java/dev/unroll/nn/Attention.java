package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
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
 * Scaled dot-product attention with several heads (Vaswani et al. 2017; with one head and the scale in the weights, Luong et al.
 * 2015): of each sequence and head, softmax(Q Kᵀ / √d + bias) V over the keys that a query may see.
 *
 * <p>All tables are time-major, row t · batch + b; a head is d neighbouring columns. Query i of q steps stands at step k − q + i of
 * k keys, so that a few new queries at the end of remembered keys see what they would have seen in the whole.
 */
final class Attention implements CustomOp {
    static final Program EXP = new Program(
            "exp", List.of(new Program.Input("x", Kind.BLOCK)), List.of(new Program.Output("y", Expr.parse("exp(x)"))));

    /** What is subtracted from the score of a key that is not seen: exp makes 0 of it. */
    private static final float NEVER = -1e9f;

    /**
     * Where queries, keys or values lie.
     *
     * @param table [steps · batch × columns]
     * @param from the first column of the first head
     */
    record Columns(Tensor table, int from) {}

    /**
     * Which keys a query sees.
     *
     * @param lengths how many keys of each sequence there are, at least 1
     * @param causal whether those after the query's own step are hidden
     * @param distance whether a key is worth less the farther it is: ALiBi (Press, Smith and Lewis 2022), which subtracts
     *     2^(−8 h / heads) for each step between them from the scores of head h = 1 … heads, and needs no other positions
     */
    record Sight(int[] lengths, boolean causal, boolean distance) {}

    private final Columns q;
    private final Columns k;
    private final Columns v;
    private final int heads;
    private final int width;
    private final Sight sight;
    private final int batch;
    private final int queries;
    private final int keys;
    private float[] weights = {};

    private Attention(Columns q, Columns k, Columns v, int heads, int width, Sight sight) {
        this.q = q;
        this.k = k;
        this.v = v;
        this.heads = heads;
        this.width = width;
        this.sight = sight;
        batch = sight.lengths().length;
        keys = batch == 0 ? 0 : k.table().size(0) / batch;
        queries = batch == 0 ? 0 : q.table().size(0) / batch;
        check();
    }

    /**
     * What every query gets.
     *
     * @param heads a divisor of {@code width}
     * @param width columns of all heads together
     * @return [steps of the queries · batch × width]
     */
    static Tensor of(Tape tape, Columns q, Columns k, Columns v, int heads, int width, Sight sight) {
        return tape.apply(new Attention(q, k, v, heads, width, sight), q.table(), k.table(), v.table());
    }

    /** How much every query looks at every key, the mean over the heads: [batch][queries][keys]. */
    static float[] weights(Tape tape, Columns q, Columns k, int heads, int width, Sight sight) {
        Attention attention = new Attention(q, k, k, heads, width, sight);
        attention.forward(tape, q.table(), k.table(), k.table());
        int pairs = attention.queries * attention.keys;
        float[] mean = new float[attention.batch * pairs];
        for (int i = 0; i < mean.length * heads; i++) {
            mean[i / (heads * pairs) * pairs + i % pairs] += attention.weights[i] / heads;
        }
        return mean;
    }

    private void check() {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "attention: " + heads + " heads do not share a width of " + width + "; take a divisor of it");
        }
        if (batch == 0 || q.table().size(0) % batch != 0) {
            throw new IllegalArgumentException(
                    "attention: queries " + q.table() + " are no steps of " + batch + " sequences");
        }
        for (Columns c : List.of(q, k, v)) {
            if (c.table().rank() != 2
                    || c.from() < 0
                    || c.from() + width > c.table().size(1)) {
                throw new IllegalArgumentException("attention: columns " + c.from() + " to " + (c.from() + width)
                        + " of " + c.table() + "; expected a table that has them");
            }
        }
        if (k.table().size(0) % batch != 0 || v.table().size(0) != k.table().size(0)) {
            throw new IllegalArgumentException("attention: keys " + k.table() + " and values " + v.table()
                    + "; expected [steps · " + batch + " × columns] of both, with as many steps");
        }
        boolean fits = Arrays.stream(sight.lengths()).allMatch(n -> n >= 1 && n <= keys);
        if (!fits || (sight.causal() && queries > keys)) {
            throw new IllegalArgumentException("attention: " + queries + " queries, " + keys + " keys, lengths "
                    + Arrays.toString(sight.lengths())
                    + "; every query needs a key to look at, so lengths must be 1 to "
                    + keys + (sight.causal() ? ", and no fewer keys than queries" : ""));
        }
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor y = tape.allocate(queries * batch, width);
        weights = tape.array(batch * heads * queries * keys);
        Pointwise exp = tape.engine().compile(EXP);
        forEachHead(tape.engine(), (kernels, head, b) -> {
            int block = block(head, b);
            product(kernels, false, true, queries, keys, d(), at(q, head, b), at(k, head, b), weights(head, b), 0);
            float slope = sight.distance() ? (float) Math.pow(2, -8.0 * (head + 1) / heads) : 0;
            for (int i = 0; i < queries; i++) {
                int own = keys - queries + i;
                int seen = Math.min(sight.lengths()[b], sight.causal() ? own + 1 : keys);
                shift(weights, block + i * keys, keys, seen, scale(), slope, own);
            }
            exp.run(
                    new float[][] {weights, weights},
                    new int[] {block, block},
                    new int[2],
                    new float[0],
                    1,
                    queries * keys);
            for (int i = 0; i < queries; i++) {
                normalise(weights, block + i * keys, keys);
            }
            Matrix out = new Matrix(y.data(), b * width + head * d(), batch * width);
            product(kernels, false, false, queries, d(), keys, weights(head, b), at(v, head, b), out, 0);
        });
        return y;
    }

    /** Scales a query's scores, adds what distance costs, and subtracts the largest; keys from {@code seen} on are hidden. */
    static void shift(float[] weights, int row, int keys, int seen, float scale, float slope, int own) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < seen; j++) {
            float score = weights[row + j] * scale - slope * Math.abs(own - j);
            weights[row + j] = score;
            max = Math.max(max, score);
        }
        for (int j = 0; j < seen; j++) {
            weights[row + j] -= max;
        }
        Arrays.fill(weights, row + seen, row + keys, NEVER);
    }

    static void normalise(float[] weights, int row, int keys) {
        double sum = 0;
        for (int j = row; j < row + keys; j++) {
            sum += weights[j];
        }
        float factor = (float) (1 / sum);
        for (int j = row; j < row + keys; j++) {
            weights[j] *= factor;
        }
    }

    /** dV = Wᵀ dY; with dW = dY Vᵀ, the scores' dS = W (dW − Σ W dW) / √d; dQ = dS K, dK = dSᵀ Q. */
    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] ds = tape.array(weights.length);
        float[] dy = y.gradient();
        for (Tensor table : in) {
            if (table.tracked()) {
                table.gradient();
            }
        }
        forEachHead(tape.engine(), (kernels, head, b) -> {
            Matrix out = new Matrix(dy, b * width + head * d(), batch * width);
            Matrix w = weights(head, b);
            Matrix s = new Matrix(ds, block(head, b), keys);
            if (v.table().tracked()) {
                product(kernels, true, false, keys, d(), queries, w, out, gradient(v, head, b), 1);
            }
            product(kernels, false, true, queries, keys, d(), out, at(v, head, b), s, 0);
            for (int i = 0; i < queries; i++) {
                pullBackRow(weights, ds, block(head, b) + i * keys, keys, scale());
            }
            if (q.table().tracked()) {
                product(kernels, false, false, queries, d(), keys, s, at(k, head, b), gradient(q, head, b), 1);
            }
            if (k.table().tracked()) {
                product(kernels, true, false, keys, d(), queries, s, at(q, head, b), gradient(k, head, b), 1);
            }
        });
    }

    /** Turns the gradient of a query's weights into that of its scores before they were scaled. */
    static void pullBackRow(float[] weights, float[] ds, int row, int keys, float scale) {
        double along = 0;
        for (int j = row; j < row + keys; j++) {
            along += weights[j] * ds[j];
        }
        float mean = (float) along;
        for (int j = row; j < row + keys; j++) {
            ds[j] = weights[j] * (ds[j] - mean) * scale;
        }
    }

    private interface EachHead {
        void run(Kernels kernels, int head, int b);
    }

    private void forEachHead(Engine engine, EachHead action) {
        engine.team().forEach(batch * heads, i -> action.run(engine.kernels(), i % heads, i / heads));
    }

    private float scale() {
        return (float) (1 / Math.sqrt(d()));
    }

    private int d() {
        return width / heads;
    }

    /** Where a head's weights begin. */
    private int block(int head, int b) {
        return (b * heads + head) * queries * keys;
    }

    private Matrix weights(int head, int b) {
        return new Matrix(weights, block(head, b), keys);
    }

    private Matrix at(Columns c, int head, int b) {
        return place(c, c.table().data(), head, b);
    }

    private Matrix gradient(Columns c, int head, int b) {
        return place(c, c.table().gradientArray(), head, b);
    }

    /** One head's columns of one sequence's rows. */
    private Matrix place(Columns c, float[] array, int head, int b) {
        int columns = c.table().size(1);
        return new Matrix(array, b * columns + c.from() + head * d(), batch * columns);
    }

    private record Matrix(float[] array, int offset, int stride) {}

    private static void product(
            Kernels kernels, boolean ta, boolean tb, int m, int n, int k, Matrix a, Matrix b, Matrix c, float beta) {
        kernels.gemm(
                ta, tb, m, n, k, a.array, a.offset, a.stride, b.array, b.offset, b.stride, beta, c.array, c.offset,
                c.stride);
    }
}
