package dev.unroll.nn;

import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.LayerRun;
import java.util.List;

/**
 * A stack of layers run one step at a time. The state is the stream's own; nothing is kept for a backward pass.
 */
public final class RecurrentStream {
    private final List<Layer> layers;
    private final RecurrentState state;
    private final List<LayerRun> runs;
    private final float[] output;

    RecurrentStream(List<Layer> layers, RecurrentState state) {
        this.layers = layers;
        this.state = state;
        layers.forEach(Layer::prepare);
        runs = layers.stream().map(l -> l.begin(1, state.batch(), false)).toList();
        output = new float[state.batch() * layers.getLast().hidden()];
    }

    /** The state after the steps so far; changing it changes what comes next. */
    public RecurrentState state() {
        return state;
    }

    /**
     * One step.
     *
     * @param tokens one for each sequence
     * @return output of the top layer, [batch × hidden]; valid until the next step
     */
    public float[] step(int[] tokens) {
        runs.getFirst().tokens(tokens);
        for (int l = 0; l < layers.size(); l++) {
            LayerRun run = runs.get(l);
            run.state(state.values()[l]);
            if (l + 1 < layers.size()) {
                run.forward(runs.get(l + 1).input(), runs.get(l + 1).inputStride());
            } else {
                run.forwardExact(output);
            }
            run.finalState(state.values()[l]);
        }
        return output;
    }
}
