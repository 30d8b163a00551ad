package dev.unroll.tasks;

import java.util.Arrays;

/** Texts side by side in the states of a recurrence. */
final class RecurrentLanes implements Lanes {
    private final TextStream stream;
    private final int width;
    private float[] output = {};

    RecurrentLanes(LanguageModel model, int most) {
        Check.that(most >= 1 && most <= MOST, "lanes must be 1 to " + MOST, most);
        stream = model.stream(most);
        width = model.rnn().outputWidth();
    }

    @Override
    public void begin(int lane) {
        stream.state().reset(lane);
    }

    @Override
    public void move(int from, int to) {
        stream.state().copyLane(from, to);
    }

    @Override
    public void step(int[] tokens, int lanes, float[] scores) {
        output = stream.step(tokens, lanes);
        stream.scores(output, scores, lanes);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public float[] vector(int lane) {
        return Arrays.copyOfRange(output, lane * width, (lane + 1) * width);
    }
}
