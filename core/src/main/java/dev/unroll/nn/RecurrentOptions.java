package dev.unroll.nn;

/**
 * How a stack of recurrent layers is wired and regularised.
 *
 * <pre>{@code
 * RecurrentOptions.DEFAULT.withLayers(3).withDirections(Directions.CONCATENATED).withDropout(0.2)
 * }</pre>
 *
 * @param layers how many are stacked, at least 1
 * @param directions which way each of them reads
 * @param skips whether the input goes to every layer, and every layer's output, side by side, to the stack's (Graves 2013). A
 *     token goes to the upper layers as a one-hot vector that is written out
 * @param residual whether every layer but the first adds what it reads to what it gives (He et al. 2016)
 * @param dropout probability of dropping an element between two layers in training
 * @param learnedState whether the state before the first step is trained, rather than zero
 * @param checkpointEvery steps after which training keeps the states; what lies between is computed again in the backward pass
 *     (Chen et al. 2016), piece by piece, so that memory for √T pieces of √T steps does. It changes no bit of the result. 0: keep
 *     everything. Pieces are of at least 1,024 rows
 * @param output width of every layer's output, for a cell with an equation for y; 0: as wide as the states
 */
public record RecurrentOptions(
        int layers,
        Directions directions,
        boolean skips,
        boolean residual,
        double dropout,
        boolean learnedState,
        int checkpointEvery,
        int output) {
    /** One layer that reads forward. */
    public static final RecurrentOptions DEFAULT =
            new RecurrentOptions(1, Directions.FORWARD, false, false, 0, false, 0, 0);

    public RecurrentOptions {
        if (layers < 1) {
            throw new IllegalArgumentException("a recurrent stack needs at least 1 layer, got " + layers);
        }
        checkProbability("dropout", dropout);
        if (output < 0) {
            throw new IllegalArgumentException(
                    "an output needs a width of at least 1 (0: that of the states), got " + output);
        }
        if (checkpointEvery < 0) {
            throw new IllegalArgumentException(
                    "checkpoints must be at least 1 step apart (0: none), got " + checkpointEvery);
        }
        if (checkpointEvery > 0 && directions != Directions.FORWARD) {
            throw new IllegalArgumentException(
                    "checkpoints cut a pass into pieces, but a stack that reads backward needs whole sequences");
        }
    }

    private static void checkProbability(String name, double p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, got " + p);
        }
    }

    public RecurrentOptions withLayers(int count) {
        return new RecurrentOptions(count, directions, skips, residual, dropout, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withDirections(Directions which) {
        return new RecurrentOptions(layers, which, skips, residual, dropout, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withSkips(boolean on) {
        return new RecurrentOptions(layers, directions, on, residual, dropout, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withResidual(boolean on) {
        return new RecurrentOptions(layers, directions, skips, on, dropout, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withDropout(double probability) {
        return new RecurrentOptions(
                layers, directions, skips, residual, probability, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withCheckpointEvery(int steps) {
        return new RecurrentOptions(layers, directions, skips, residual, dropout, learnedState, steps, output);
    }

    public RecurrentOptions withLearnedState(boolean on) {
        return new RecurrentOptions(layers, directions, skips, residual, dropout, on, checkpointEvery, output);
    }

    public RecurrentOptions withOutput(int width) {
        return new RecurrentOptions(layers, directions, skips, residual, dropout, learnedState, checkpointEvery, width);
    }
}
