package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Layer;
import java.util.Arrays;

/**
 * A stack of layers run one step at a time. The state is the stream's own; nothing is kept for a backward pass.
 */
public final class RecurrentStream {
    private static final CounterRandom NO_RANDOM = new CounterRandom(0, 0);

    private final RecurrentState state;
    private final StackRun run;
    private final int width;
    private final Rows output;
    private final int[] lengths;

    RecurrentStream(Stack stack, RecurrentState state) {
        this.state = state;
        stack.layers().forEach(Layer::prepare);
        run = new StackRun(stack, 1, state.batch(), false, float[]::new);
        width = stack.input().size();
        output = Rows.of(new float[state.batch() * stack.outputWidth()], stack.outputWidth());
        lengths = new int[state.batch()];
        Arrays.fill(lengths, 1);
    }

    /** The state after the steps so far; changing it changes what comes next. */
    public RecurrentState state() {
        return state;
    }

    /**
     * One step.
     *
     * @param tokens one for each sequence
     * @return the stack's output, [batch × width]; valid until the next step
     */
    public float[] step(int[] tokens) {
        return step(new Piece(tokens, null, lengths, 0));
    }

    /** One step of a stack that reads features, x [batch × width]. */
    public float[] step(float[] x) {
        return step(new Piece(null, Rows.of(x, width), lengths, 0));
    }

    private float[] step(Piece piece) {
        run.forward(piece, state.values(), NO_RANDOM, output);
        run.stateAfter(1, state.values());
        return output.array();
    }
}
