package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** y = x Wᵀ + b, with W [out × in] and b [out]: {@code torch.nn.Linear}. */
public final class Linear implements Module {
    private final Tensor weight;
    private final Tensor bias;

    public Linear(int in, int out) {
        weight = Tensor.parameter(new float[Math.multiplyExact(in, out)], out, in);
        bias = Tensor.parameter(new float[out], out);
    }

    /** Draws the parameters from U(−1/√in, 1/√in). */
    public void initialise(long seed, String prefix) {
        float bound = (float) (1 / Math.sqrt(weight.size(1)));
        fill(weight.data(), CounterRandom.named(seed, prefix + "weight"), bound);
        fill(bias.data(), CounterRandom.named(seed, prefix + "bias"), bound);
    }

    private static void fill(float[] a, CounterRandom random, float bound) {
        for (int i = 0; i < a.length; i++) {
            a[i] = (2 * random.uniform(i) - 1) * bound;
        }
    }

    /** [rows × in] → [rows × out]. */
    public Tensor forward(Tape tape, Tensor x) {
        return tape.linear(x, weight, bias);
    }

    /** The weight, [out × in]. */
    public Tensor weight() {
        return weight;
    }

    /** The bias, [out]. */
    public Tensor bias() {
        return bias;
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
        copy(Named.array(from, "weight", weight.shape()), into.apply(weight));
        copy(Named.array(from, "bias", bias.shape()), into.apply(bias));
    }

    private static void copy(float[] from, float[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }
}
