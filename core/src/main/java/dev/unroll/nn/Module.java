package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Something with parameters. In memory they lie as the kernels want them; by name and in files they lie as PyTorch has
 * them, so that weights can be moved in both directions.
 */
public interface Module {
    /** What an optimiser updates: few large tensors, in a fixed order, possibly with padding that is and stays zero. */
    List<Tensor> parameters();

    /**
     * What belongs to the model without being trained, such as running averages: the tensors themselves, by the names under
     * which {@link #export} gives their numbers as they are.
     */
    default Map<String, Tensor> buffers() {
        return Map.of();
    }

    /**
     * Numbers that belong to the parameters, under PyTorch's names, shapes and order; copies.
     *
     * @param of the array to export for each tensor of {@link #parameters}: its data, its gradient, an optimiser's moment
     */
    Map<String, Tensor> export(Function<Tensor, float[]> of);

    /**
     * The way back of {@link #export}.
     *
     * @throws IllegalArgumentException naming the entry that is missing or of another shape
     */
    void restore(Map<String, Tensor> from, Function<Tensor, float[]> into);

    /** The parameters by PyTorch's names. */
    default Map<String, Tensor> state() {
        return export(Tensor::data);
    }

    /** Sets the parameters from PyTorch's names. */
    default void load(Map<String, Tensor> state) {
        restore(state, Tensor::data);
    }

    /** Those of {@link #parameters} that hold vectors only (biases, gains, diagonal weights) and no part of a matrix. */
    default List<Tensor> vectors() {
        // Each tensor is filled with a number of its own, and the shapes that these numbers are exported under tell.
        List<Tensor> all = parameters();
        Set<Float> inMatrices = new HashSet<>();
        export(t -> {
                    float[] marked = new float[t.size()];
                    Arrays.fill(marked, 1 + all.indexOf(t));
                    return marked;
                })
                .values()
                .forEach(entry -> {
                    if (entry.rank() > 1) {
                        for (float mark : entry.data()) {
                            inMatrices.add(mark);
                        }
                    }
                });
        return IntStream.range(0, all.size())
                .filter(i -> !inMatrices.contains(1f + i))
                .mapToObj(all::get)
                .toList();
    }

    /** How many numbers are trained, without padding. */
    default long parameterCount() {
        return state().values().stream().mapToLong(Tensor::size).sum();
    }
}
