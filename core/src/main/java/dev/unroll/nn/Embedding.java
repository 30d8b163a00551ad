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

/** A vector for each of so many tokens, all of them trained: {@code torch.nn.Embedding}, {@code weight} [count × width]. */
public final class Embedding implements Module {
    private final Tensor weight;

    /** All zero. */
    public Embedding(int count, int width) {
        weight = Tensor.parameter(new float[Math.multiplyExact(count, width)], count, width);
    }

    /** Draws the vectors. */
    public void initialise(long seed, String prefix, Init of) {
        float[] drawn = of.draw(weight.size(0), weight.size(1), CounterRandom.named(seed, prefix + "weight"));
        System.arraycopy(drawn, 0, weight.data(), 0, drawn.length);
    }

    /** One vector for each token: [tokens × width]. */
    public Tensor forward(Tape tape, int[] tokens) {
        return tape.gather(weight, tokens);
    }

    /** Copies of the vectors of the first {@code count} tokens. */
    public float[][] vectors(int count) {
        int width = weight.size(1);
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(weight.data(), i * width, (i + 1) * width);
        }
        return rows;
    }

    /** The vectors, [count × width]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    public List<Tensor> parameters() {
        return List.of(weight);
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight", Tensor.of(of.apply(weight).clone(), weight.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        Named.copy(from, "weight", weight.shape(), into.apply(weight));
    }
}
