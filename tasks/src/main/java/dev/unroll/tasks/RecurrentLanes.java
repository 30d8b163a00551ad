package dev.unroll.tasks;

import dev.unroll.nn.LinearStream;
import dev.unroll.nn.RecurrentStream;
import java.util.Arrays;

/** Texts side by side in the states of a recurrence. */
final class RecurrentLanes implements Lanes {
    private final RecurrentStream rnn;
    private final LinearStream decoder;
    private final int width;
    private float[] output = {};

    RecurrentLanes(LanguageModel model, int most) {
        Check.that(most >= 1 && most <= MOST, "lanes must be 1 to " + MOST, most);
        rnn = model.rnn().stream(most);
        decoder = new LinearStream(model.engine(), model.decoder(), most);
        width = model.rnn().outputWidth();
    }

    @Override
    public void begin(int lane) {
        rnn.state().reset(lane);
    }

    @Override
    public void move(int from, int to) {
        rnn.state().copyLane(from, to);
    }

    @Override
    public void step(int[] tokens, int lanes, float[] scores) {
        output = rnn.step(tokens, lanes);
        decoder.apply(output, scores, lanes);
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
