package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Something with parameters. In memory they lie as the kernels want them; by name and in files they lie as PyTorch has
 * them, so that weights can be moved in both directions.
 */
public interface Module {
    /** What an optimiser updates: few large tensors, in a fixed order, possibly with padding that is and stays zero. */
    List<Tensor> parameters();

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

    /** How many numbers are trained, without padding. */
    default long parameterCount() {
        return state().values().stream().mapToLong(Tensor::size).sum();
    }
}
