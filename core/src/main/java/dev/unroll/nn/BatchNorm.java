package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * y = (x − μ) / √(σ² + ε) · weight + bias for each column (Ioffe and Szegedy 2015): {@code torch.nn.BatchNorm1d}. On a tape that
 * records, μ and σ² are those of the batch; running averages of them, which are updated then, serve at test time.
 */
public final class BatchNorm implements Module {
    private static final double EPSILON = 1e-5;
    /** Weight of a new batch in the running averages. */
    private static final float MOMENTUM = 0.1f;

    private static final Expr AFFINE = Expr.parse("x * w + b");
    private static final Expr WHOLE = Expr.parse("(x - m) / sqrt(v + 1e-5) * w + b");

    private final Tensor weight;
    private final Tensor bias;
    private final Tensor mean;
    private final Tensor variance;

    public BatchNorm(int width) {
        weight = Tensor.parameter(new float[width], width);
        bias = Tensor.parameter(new float[width], width);
        mean = Tensor.of(new float[width], width);
        variance = Tensor.of(new float[width], width);
        Arrays.fill(weight.data(), 1);
        Arrays.fill(variance.data(), 1);
    }

    /** [rows × width] → the same; training needs at least two rows. */
    public Tensor forward(Tape tape, Tensor x) {
        int rows = x.size(0);
        if (x.rank() != 2 || x.size(1) != mean.size() || (tape.recording() && rows < 2)) {
            throw new IllegalArgumentException("batch norm: x " + Arrays.toString(x.shape()) + ", expected [rows × "
                    + mean.size() + "], two rows at least in training");
        }
        if (!tape.recording()) {
            return tape.map(WHOLE, List.of("x", "m", "v", "w", "b"), x, mean, variance, weight, bias);
        }
        Normalised op = new Normalised(false, EPSILON);
        Tensor normal = tape.apply(op, x);
        for (int c = 0; c < mean.size(); c++) {
            // an estimate for the population, hence divided by rows − 1
            double unbiased = op.variances()[c] * rows / (rows - 1);
            mean.data()[c] += MOMENTUM * (float) (op.means()[c] - mean.data()[c]);
            variance.data()[c] += MOMENTUM * (float) (unbiased - variance.data()[c]);
        }
        return tape.map(AFFINE, List.of("x", "w", "b"), normal, weight, bias);
    }

    @Override
    public List<Tensor> parameters() {
        return List.of(weight, bias);
    }

    @Override
    public Map<String, Tensor> buffers() {
        return Map.of("running_mean", mean, "running_var", variance);
    }

    /** The running averages come along as they are, whatever is exported of the parameters: they belong to the model. */
    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight", Tensor.of(of.apply(weight).clone(), weight.shape()));
        named.put("bias", Tensor.of(of.apply(bias).clone(), bias.shape()));
        named.put("running_mean", Tensor.of(mean.data().clone(), mean.shape()));
        named.put("running_var", Tensor.of(variance.data().clone(), variance.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        Named.copy(from, "weight", weight.shape(), into.apply(weight));
        Named.copy(from, "bias", bias.shape(), into.apply(bias));
        Named.copy(from, "running_mean", mean.shape(), mean.data());
        Named.copy(from, "running_var", variance.shape(), variance.data());
    }

    @Override
    public long parameterCount() {
        return 2L * weight.size();
    }
}
