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
 * @param noise what training disturbs it with
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
        Noise noise,
        boolean learnedState,
        int checkpointEvery,
        int output) {
    /** One layer that reads forward. */
    public static final RecurrentOptions DEFAULT =
            new RecurrentOptions(1, Directions.FORWARD, false, false, Noise.NONE, false, 0, 0);

    public RecurrentOptions {
        if (layers < 1) {
            throw new IllegalArgumentException("a recurrent stack needs at least 1 layer, got " + layers);
        }
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

    public RecurrentOptions withLayers(int count) {
        return new RecurrentOptions(count, directions, skips, residual, noise, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withDirections(Directions which) {
        return new RecurrentOptions(layers, which, skips, residual, noise, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withSkips(boolean on) {
        return new RecurrentOptions(layers, directions, on, residual, noise, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withResidual(boolean on) {
        return new RecurrentOptions(layers, directions, skips, on, noise, learnedState, checkpointEvery, output);
    }

    public RecurrentOptions withNoise(Noise which) {
        return new RecurrentOptions(layers, directions, skips, residual, which, learnedState, checkpointEvery, output);
    }

    /** Dropout between layers, a new mask at every step, and no other noise. */
    public RecurrentOptions withDropout(double probability) {
        return withNoise(new Noise(probability, false, 0, Zoneout.NONE));
    }

    public RecurrentOptions withCheckpointEvery(int steps) {
        return new RecurrentOptions(layers, directions, skips, residual, noise, learnedState, steps, output);
    }

    public RecurrentOptions withLearnedState(boolean on) {
        return new RecurrentOptions(layers, directions, skips, residual, noise, on, checkpointEvery, output);
    }

    public RecurrentOptions withOutput(int width) {
        return new RecurrentOptions(layers, directions, skips, residual, noise, learnedState, checkpointEvery, width);
    }
}
