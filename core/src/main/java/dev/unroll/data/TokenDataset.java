package dev.unroll.data;

import dev.unroll.nn.Truncation;

/**
 * A text cut for truncated backpropagation through time: into lanes of equal length that are read side by side, and
 * along each lane into pieces of a few time steps whose state carries over to the next piece.
 *
 * <p>With n tokens there are n − 1 pairs of a token and its successor; B lanes of ⌊(n − 1) / B⌋ pairs each. Any batch can
 * be asked for by its number, so the number of steps made is all there is to save and restore of the position.
 */
public final class TokenDataset {
    private final TokenStream tokens;
    private final int lanes;
    private final int steps;
    private final Truncation truncation;
    private final long laneLength;
    private final long batchesOfLanes;
    private final long batches;
    private final Batch batch = new Batch();
    private final int[] window;

    private TokenDataset(TokenStream tokens, int lanes, Truncation wanted, boolean whole) {
        long pairs = tokens.length() - 1;
        this.tokens = tokens;
        this.steps = (int) Math.min(wanted.step(), pairs);
        this.truncation = new Truncation(steps, (int) Math.clamp(wanted.reach(), steps, Math.max(steps, pairs)));
        this.lanes = (int) Math.min(lanes, pairs / this.steps);
        if ((long) this.lanes * truncation.reach() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("batches of " + lanes + " sequences of " + truncation.reach()
                    + " are more than a Java array can hold; use fewer or shorter ones");
        }
        this.laneLength = pairs / this.lanes;
        this.batchesOfLanes = whole ? Math.ceilDiv(laneLength, (long) this.steps) : laneLength / this.steps;
        long rest = whole ? pairs - laneLength * this.lanes : 0;
        this.batches = batchesOfLanes + Math.ceilDiv(rest, (long) this.steps);
        this.window = new int[truncation.reach() + 1];
    }

    /**
     * Batches that all have the same shape. What is left over at the end of each lane, less than {@code steps} pairs, and
     * of the text, less than {@code lanes} pairs, is not trained on.
     *
     * @param lanes the wanted B; a text too short for so many lanes of {@code steps} is cut into as many as it has
     * @param steps T, the length of a piece
     * @throws IllegalArgumentException if the text is shorter than one piece
     */
    public static TokenDataset training(TokenStream tokens, int lanes, int steps) {
        check(lanes, steps);
        return training(tokens, lanes, Truncation.every(steps));
    }

    /**
     * Batches that reach back over earlier steps, whose targets are then −1. Where a lane begins they are shorter.
     *
     * @param truncation new steps of a batch, and all its steps
     */
    public static TokenDataset training(TokenStream tokens, int lanes, Truncation truncation) {
        int steps = truncation.step();
        check(lanes, steps);
        if (tokens.length() <= steps) {
            throw new IllegalArgumentException("the text to train on has " + tokens.length()
                    + " symbols, but a sequence of " + steps + " needs " + (steps + 1L)
                    + "; use a shorter sequence or a longer text");
        }
        return new TokenDataset(tokens, lanes, truncation, false);
    }

    /**
     * Batches that hold every pair once: the last pieces of the lanes may be shorter, and the fewer than {@code lanes}
     * pairs after the last lane come at the end as one lane that starts anew.
     *
     * @param lanes the wanted B; a text too short for so many lanes of {@code steps} is cut into as many as it has
     * @param steps the wanted T; a text shorter than that is one piece
     * @throws IllegalArgumentException if the text has less than two tokens
     */
    public static TokenDataset evaluation(TokenStream tokens, int lanes, int steps) {
        check(lanes, steps);
        if (tokens.length() < 2) {
            throw new IllegalArgumentException("the text to evaluate on has " + tokens.length()
                    + " symbols, but a prediction needs 2; use a longer text or a larger share for validation");
        }
        return new TokenDataset(tokens, lanes, Truncation.every(steps), true);
    }

    private static void check(int lanes, int steps) {
        if (lanes < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "a batch of " + lanes + " sequences of " + steps + " steps is empty; both must be at least 1");
        }
    }

    /** B, which is less than was asked for where the text is short. */
    public int lanes() {
        return lanes;
    }

    /** T, new steps of a batch. */
    public int steps() {
        return steps;
    }

    /** How many batches it takes to go through the text once. */
    public long batches() {
        return batches;
    }

    /**
     * The batch of a training step. The text is gone through again and again, {@link #batches} steps each time.
     *
     * @param step how many batches come before it, over all epochs
     * @return always the same object, filled anew
     */
    public Batch batch(long step) {
        long index = step % batches;
        boolean rest = index >= batchesOfLanes;
        long piece = rest ? index - batchesOfLanes : index;
        Truncation.Window around = truncation.window(piece);
        long begin = rest ? lanes * laneLength : 0;
        long length = rest ? tokens.length() - 1 - begin : laneLength;
        int time = (int) (Math.min(around.to(), length) - around.from());
        int old = (int) (piece * steps - around.from());
        int size = rest ? 1 : lanes;
        batch.shape(time, size);
        batch.place(step / batches, piece == 0, Math.min(time, around.carryAfter()));
        for (int lane = 0; lane < size; lane++) {
            tokens.read(begin + lane * laneLength + around.from(), window, 0, time + 1);
            for (int t = 0; t < time; t++) {
                batch.inputs()[t * size + lane] = window[t];
                batch.targets()[t * size + lane] = t < old ? -1 : window[t + 1];
            }
        }
        return batch;
    }
}
