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

/** A vector for each of so many tokens, all of them trained or none: {@code torch.nn.Embedding}, {@code weight} [count × width]. */
public final class Embedding implements Module {
    private final Tensor weight;
    private final boolean trained;

    /** All zero. */
    public Embedding(int count, int width) {
        this(Tensor.parameter(new float[Math.multiplyExact(count, width)], count, width), true);
    }

    private Embedding(Tensor weight, boolean trained) {
        this.weight = weight;
        this.trained = trained;
    }

    /** Vectors that stay as they are, all zero at first. */
    public static Embedding fixed(int count, int width) {
        return new Embedding(Tensor.of(new float[Math.multiplyExact(count, width)], count, width), false);
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
        return trained ? List.of(weight) : List.of();
    }

    @Override
    public Map<String, Tensor> buffers() {
        return trained ? Map.of() : Map.of("weight", weight);
    }

    @Override
    public Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight", Tensor.of((trained ? of.apply(weight) : weight.data()).clone(), weight.shape()));
        return named;
    }

    @Override
    public void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        Named.copy(from, "weight", weight.shape(), trained ? into.apply(weight) : weight.data());
    }
}
