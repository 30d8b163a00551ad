package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Layer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A stack of layers run one step at a time. The state is the stream's own; nothing is kept for a backward pass.
 *
 * <p>A step may be made of the first lanes alone, and lanes may wait. What a lane computes does not depend on the others, to the
 * last bit, as long as there are at most {@link dev.unroll.recurrence.Pieces#FEW_ROWS} of them.
 */
public final class RecurrentStream {
    private static final CounterRandom NO_RANDOM = new CounterRandom(0, 0);

    private final Stack stack;
    private final RecurrentState state;
    /** By number of rows, of which there are few, see {@link #rows}. */
    private final Map<Integer, StackRun> runs = new HashMap<>();

    private final int width;
    private final Rows output;

    RecurrentStream(Stack stack, RecurrentState state) {
        this.stack = stack;
        this.state = state;
        stack.layers().forEach(Layer::prepare);
        width = stack.input().size();
        output = Rows.of(new float[state.batch() * stack.outputWidth()], stack.outputWidth());
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
        return step(tokens, state.batch());
    }

    /**
     * One step of the first {@code lanes} sequences.
     *
     * @param tokens one for each of them; below 0 for one that waits: its state stays, its output is zero
     * @return the stack's output, of which the first [lanes × width] count; valid until the next step
     */
    public float[] step(int[] tokens, int lanes) {
        int rows = rows(lanes);
        int[] lengths = new int[rows];
        for (int lane = 0; lane < lanes; lane++) {
            lengths[lane] = tokens[lane] < 0 ? 0 : 1;
        }
        return step(new Piece(Arrays.copyOf(tokens, rows), null, lengths, 0));
    }

    /** One step of a stack that reads features, x [batch × width]. */
    public float[] step(float[] x) {
        int[] lengths = new int[state.batch()];
        Arrays.fill(lengths, 1);
        return step(x, lengths);
    }

    /**
     * One step of the first sequences of a stack that reads features.
     *
     * @param x [batch × width], of which the rows of those count
     * @param lengths 1 for each of them, 0 for one that waits: its state stays, its output is zero
     * @return as {@link #step(int[], int)}
     */
    public float[] step(float[] x, int[] lengths) {
        return step(new Piece(null, Rows.of(x, width), Arrays.copyOf(lengths, rows(lengths.length)), 0));
    }

    /** A power of two or one and a half of it: memory for each number of lanes would be much, all lanes always much work. */
    private int rows(int lanes) {
        int power = Integer.highestOneBit(Math.max(1, lanes - 1)) * 2;
        int enough = lanes <= power / 4 * 3 ? power / 4 * 3 : power;
        return Math.min(lanes == 1 ? 1 : enough, state.batch());
    }

    private float[] step(Piece piece) {
        StackRun run =
                runs.computeIfAbsent(piece.lengths().length, rows -> new StackRun(stack, 1, rows, false, float[]::new));
        run.forward(piece, state.values(), NO_RANDOM, output);
        run.stateAfter(1, state.values());
        return output.array();
    }
}
