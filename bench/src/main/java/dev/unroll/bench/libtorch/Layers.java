package dev.unroll.bench.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Stacked recurrent layers that carry their state from step to step. */
interface Layers {
    /** What is trained. */
    List<Tensor> parameters();

    /** Makes of tokens (T, B) what {@link #forward} reads. A data loader's work: it happens before the timed steps. */
    Tensor encode(Tensor tokens);

    /** The targets (T, B) of what {@link #forward} returns, in its order; likewise. */
    default Tensor targets(Tensor tokens) {
        return tokens.reshape(-1);
    }

    /** Runs a sequence and returns the top layer's outputs (T, B, width), or of packed sequences the rows that belong to one. */
    Tensor forward(Tensor x);

    /** Makes the final states the next initial ones; after the backward pass, which still reads the old ones. */
    void carry();
}
