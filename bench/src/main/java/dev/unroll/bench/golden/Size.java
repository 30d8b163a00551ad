package dev.unroll.bench.golden;

/**
 * How large a network is.
 *
 * @param layers stacked layers
 * @param bidirectional whether each layer runs over time in both directions, their outputs side by side
 * @param input width of x
 * @param hidden units of a layer and direction
 */
public record Size(int layers, boolean bidirectional, int input, int hidden) {
    /** Passes over time, each with a state of its own: layers · directions. */
    public int runs() {
        return bidirectional ? 2 * layers : layers;
    }

    String describe() {
        return layers + (layers == 1 ? " layer" : " layers") + (bidirectional ? ", bidirectional" : "");
    }
}
