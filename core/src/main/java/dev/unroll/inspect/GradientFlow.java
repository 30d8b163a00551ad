package dev.unroll.inspect;

import java.util.List;

/**
 * How much a loss at the last step changes with the states of earlier steps: ‖∂L/∂s_t‖ for each layer and state, the mean
 * over the sequences of a batch. Where it falls towards 0 with the distance, the loss cannot teach what happened that long
 * ago (Hochreiter 1991; Bengio, Simard and Frasconi 1994).
 *
 * @param states names of the states of every layer
 * @param norms by layer, state and step
 */
public record GradientFlow(List<String> states, double[][][] norms) {
    public int layers() {
        return norms.length;
    }

    public int steps() {
        return norms[0][0].length;
    }

    /**
     * The norm so many steps before the last.
     *
     * @param layer from the bottom, counted from 0
     * @param state index among {@link #states}
     */
    public double norm(int layer, int state, int distance) {
        return norms[layer][state][steps() - 1 - distance];
    }
}
