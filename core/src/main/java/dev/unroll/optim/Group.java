package dev.unroll.optim;

import dev.unroll.nn.Module;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Parameters that are decayed alike. */
public record Group(List<Tensor> parameters, Decay decay) {
    public Group {
        parameters = List.copyOf(parameters);
    }

    /**
     * A module's parameters in two groups: matrices, which are decayed, and vectors (biases, gains, diagonal weights), which
     * are not: they are few, so they hardly overfit, and a gate's bias has no reason to be near zero.
     */
    public static Group[] of(Module module, Decay decay) {
        List<Tensor> vectors = module.vectors();
        List<Tensor> matrices = new ArrayList<>(module.parameters());
        matrices.removeAll(vectors); // tensors are equal only to themselves
        return new Group[] {new Group(matrices, decay), new Group(vectors, Decay.NONE)};
    }
}
