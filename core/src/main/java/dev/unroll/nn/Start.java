package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.List;

/** Where the states of a stack stand before the first step of a call. */
public sealed interface Start {
    /** At the beginning of every sequence: zero, or what the stack has learned. */
    Start FRESH = new Fresh();

    /**
     * Where an earlier call stopped. No gradient flows back into that call: going through a long sequence piece by piece is
     * truncated backpropagation through time, with the state carried for ever.
     *
     * @param state replaced by the one after the last step
     */
    static Start carried(RecurrentState state) {
        return new Carried(state, Integer.MAX_VALUE);
    }

    /**
     * Like {@link #carried(RecurrentState)}, for pieces that overlap.
     *
     * @param after the state is replaced by the one after so many steps
     */
    static Start carried(RecurrentState state, int after) {
        return new Carried(state, after);
    }

    /**
     * At given states, to which gradients flow: those of an encoder after its last step, or a picture's features.
     *
     * @param states in the order of {@link RecurrentOutput#states}, [batch × hidden] each
     */
    static Start at(List<Tensor> states) {
        return new At(List.copyOf(states));
    }

    /** See {@link #FRESH}. */
    record Fresh() implements Start {}

    /** See {@link #carried(RecurrentState, int)}. */
    record Carried(RecurrentState state, int after) implements Start {}

    /** See {@link #at}. */
    record At(List<Tensor> states) implements Start {}
}
