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
 * y = (x − μ) / √(σ² + ε) · weight + bias, μ and σ² of each row (Ba, Kiros and Hinton 2016): {@code torch.nn.LayerNorm}. A row
 * does not depend on the others, so lengths and batches do not matter to it.
 */
public final class LayerNorm implements Module {
    private static final double EPSILON = 1e-5;
    private static final Expr AFFINE = Expr.parse("x * w + b");

    private final Tensor weight;
    private final Tensor bias;

    public LayerNorm(int width) {
        weight = Tensor.parameter(new float[width], width);
        bias = Tensor.parameter(new float[width], width);
        Arrays.fill(weight.data(), 1);
    }

    /** [… × width] → the same. */
    public Tensor forward(Tape tape, Tensor x) {
        Tensor normal = tape.apply(new Normalised(true, EPSILON), x);
        return tape.map(AFFINE, List.of("x", "w", "b"), normal, weight, bias);
    }

    @Override
    public List<Tensor> parameters() {
        return List.of(weight, bias);
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight", Tensor.of(of.apply(weight).clone(), weight.shape()));
        named.put("bias", Tensor.of(of.apply(bias).clone(), bias.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        Named.copy(from, "weight", weight.shape(), into.apply(weight));
        Named.copy(from, "bias", bias.shape(), into.apply(bias));
    }
}
