package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A convolution over time (Waibel et al. 1989): y[t, o] = b[o] + Σ over k, c of W[o, c, k] · x[t · stride + k · dilation − padding, c].
 * Named and shaped as {@code torch.nn.Conv1d}: {@code weight} [out × in / groups × kernel], {@code bias} [out].
 */
public final class Conv1d implements Module {
    private final Conv1dOptions options;
    private final int in;
    /** [out × kernel × in / groups]: what an output reads at one step lies together. */
    private final Tensor weight;

    private final Tensor bias;

    /** All zero. */
    public Conv1d(int in, int out, Conv1dOptions options) {
        int groups = options.groups();
        if (in < 1 || out < 1 || in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException("conv1d: " + in + " channels in and " + out + " out do not divide into "
                    + groups + " groups; take a divisor of both");
        }
        this.options = options;
        this.in = in;
        int row = Math.multiplyExact(options.kernel(), in / groups);
        weight = Tensor.parameter(new float[Math.multiplyExact(out, row)], out, row);
        bias = Tensor.parameter(new float[out], out);
    }

    /** Draws the parameters from U(−1/√n, 1/√n), n the numbers that an output reads. */
    public void initialise(long seed, String prefix) {
        int reads = weight.size(1);
        float[] drawn = new Init.FanIn().draw(weight.size(0), reads, CounterRandom.named(seed, prefix + "weight"));
        System.arraycopy(drawn, 0, weight.data(), 0, drawn.length);
        float[] biases =
                new Init.Uniform(1 / Math.sqrt(reads)).draw(bias.size(), 1, CounterRandom.named(seed, prefix + "bias"));
        System.arraycopy(biases, 0, bias.data(), 0, biases.length);
    }

    public Conv1dOptions options() {
        return options;
    }

    /** Numbers of each step that comes out. */
    public int out() {
        return bias.size();
    }

    /** Steps that come out of sequences of these lengths. */
    public int[] lengths(int[] ofInput) {
        return Arrays.stream(ofInput).map(options::length).toArray();
    }

    /**
     * Convolves each sequence within its own length.
     *
     * @param x [steps · batch × in], row t · batch + b; rows past a length may hold anything and change nothing
     * @param lengths of each sequence, each enough for one output
     * @return [steps of the longest output · batch × out], zero past {@link #lengths}
     */
    public Tensor forward(Tape tape, Tensor x, int[] lengths) {
        if (x.rank() != 2 || x.size(1) != in) {
            throw new IllegalArgumentException("conv1d: input " + x + ", expected [steps · batch × " + in + "]");
        }
        return tape.apply(new Convolution(options, in, lengths), x, weight, bias);
    }

    @Override
    public List<Tensor> parameters() {
        return List.of(weight, bias);
    }

    private int[] torchShape() {
        int own = in / options.groups();
        return new int[] {out(), own, options.kernel()};
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        int[] shape = torchShape();
        float[] turned = turned(of.apply(weight), shape[0], shape[2], shape[1]);
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight", Tensor.of(turned, shape));
        named.put("bias", Tensor.of(of.apply(bias).clone(), bias.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        int[] shape = torchShape();
        float[] turned = turned(Named.array(from, "weight", shape), shape[0], shape[1], shape[2]);
        System.arraycopy(turned, 0, into.apply(weight), 0, turned.length);
        Named.copy(from, "bias", bias.shape(), into.apply(bias));
    }

    /** [count × a × b] to [count × b × a]. */
    private static float[] turned(float[] x, int count, int a, int b) {
        float[] y = new float[x.length];
        for (int o = 0; o < count; o++) {
            for (int i = 0; i < a; i++) {
                for (int j = 0; j < b; j++) {
                    y[(o * b + j) * a + i] = x[(o * a + i) * b + j];
                }
            }
        }
        return y;
    }
}
