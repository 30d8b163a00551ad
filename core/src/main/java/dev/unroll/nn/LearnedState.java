package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The states before the first step as parameters, the same for every sequence.
 *
 * @param vectors [states of the cell × hidden] for every recurrence, or none where the first state is zero
 */
record LearnedState(List<Tensor> vectors, int hidden) {
    static LearnedState of(Stack stack) {
        int count = stack.options().learnedState() ? stack.layers().size() : 0;
        int states = stack.states();
        return new LearnedState(
                IntStream.range(0, count)
                        .mapToObj(i -> Tensor.parameter(new float[states * stack.hidden()], states, stack.hidden()))
                        .toList(),
                stack.hidden());
    }

    boolean isOn() {
        return !vectors.isEmpty();
    }

    /**
     * Sets the states of sequences that begin.
     *
     * @param values by recurrence and state, [batch × hidden] each
     */
    float[][][] fill(float[][][] values, boolean[] fresh) {
        for (int i = 0; i < vectors.size(); i++) {
            for (int s = 0; s < values[i].length; s++) {
                for (int b = 0; b < fresh.length; b++) {
                    if (fresh[b]) {
                        System.arraycopy(vectors.get(i).data(), s * hidden, values[i][s], b * hidden, hidden);
                    }
                }
            }
        }
        return values;
    }

    /** The state of a batch, with that of sequences that begin set. */
    RecurrentState fill(RecurrentState state) {
        fill(state.values(), state.fresh());
        return state;
    }

    /** Adds what the states of sequences that began are worth. */
    void addGradients(float[][][] ofInitial, boolean[] fresh) {
        for (int i = 0; i < vectors.size(); i++) {
            float[] gradient = vectors.get(i).gradient();
            for (int s = 0; s < ofInitial[i].length; s++) {
                for (int b = 0; b < fresh.length; b++) {
                    for (int c = 0; fresh[b] && c < hidden; c++) {
                        gradient[s * hidden + c] += ofInitial[i][s][b * hidden + c];
                    }
                }
            }
        }
    }
}
