package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Init;
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
    private final boolean tied;

    public Linear(int in, int out) {
        this(Tensor.parameter(new float[Math.multiplyExact(in, out)], out, in), false);
    }

    private Linear(Tensor weight, boolean tied) {
        this.weight = weight;
        this.tied = tied;
        bias = Tensor.parameter(new float[weight.size(0)], weight.size(0));
    }

    /** A layer whose weight [out × in] is that of another module, for example an embedding's: of its own it has the bias alone. */
    public static Linear tied(Tensor weight) {
        return new Linear(weight, true);
    }

    /** Draws the parameters from U(−1/√in, 1/√in). */
    public void initialise(long seed, String prefix) {
        initialise(seed, prefix, new Init.FanIn(), new Init.Uniform(1 / Math.sqrt(weight.size(1))));
    }

    /** Draws weight, where it is its own, and bias each in its own way. */
    public void initialise(long seed, String prefix, Init ofWeight, Init ofBias) {
        int out = weight.size(0);
        if (!tied) {
            fill(weight, ofWeight.draw(out, weight.size(1), CounterRandom.named(seed, prefix + "weight")));
        }
        fill(bias, ofBias.draw(out, 1, CounterRandom.named(seed, prefix + "bias")));
    }

    private static void fill(Tensor tensor, float[] values) {
        System.arraycopy(values, 0, tensor.data(), 0, values.length);
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
        return tied ? List.of(bias) : List.of(weight, bias);
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        if (!tied) {
            named.put("weight", Tensor.of(of.apply(weight).clone(), weight.shape()));
        }
        named.put("bias", Tensor.of(of.apply(bias).clone(), bias.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        if (!tied) {
            Named.copy(from, "weight", weight.shape(), into.apply(weight));
        }
        Named.copy(from, "bias", bias.shape(), into.apply(bias));
    }
}
