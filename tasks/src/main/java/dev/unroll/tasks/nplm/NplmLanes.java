package dev.unroll.tasks.nplm;

import dev.unroll.nn.LinearStream;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Lanes;
import java.util.Arrays;

/** Texts side by side, of each the vectors of its last symbols. */
final class NplmLanes implements Lanes {
    private final NplmModel model;
    private final NplmArchitecture architecture;
    private final LinearStream hidden;
    private final LinearStream decoder;
    /** Of each lane, the oldest symbol first. */
    private final int[][] last;

    private final float[] read;
    private final float[] units;
    private final float[] said;

    NplmLanes(NplmModel model, int most) {
        Check.that(most >= 1 && most <= MOST, "lanes must be 1 to " + MOST, most);
        this.model = model;
        architecture = model.architecture();
        hidden = new LinearStream(model.engine(), model.hidden(), most);
        decoder = new LinearStream(model.engine(), model.decoder(), most);
        last = new int[most][];
        read = new float[Math.multiplyExact(most, architecture.read())];
        units = new float[most * architecture.hidden()];
        said = new float[Math.multiplyExact(most, architecture.said())];
    }

    @Override
    public void begin(int lane) {
        last[lane] = model.beginning();
    }

    @Override
    public void move(int from, int to) {
        last[to] = last[from];
    }

    @Override
    public void step(int[] tokens, int lanes, float[] scores) {
        int width = architecture.width();
        float[] vectors = model.embedding().weight().data();
        for (int lane = 0; lane < lanes; lane++) {
            int[] symbols = last[lane];
            if (tokens[lane] >= 0) {
                System.arraycopy(symbols, 1, symbols, 0, symbols.length - 1);
                symbols[symbols.length - 1] = tokens[lane];
            }
            for (int k = 0; k < symbols.length; k++) {
                System.arraycopy(vectors, symbols[k] * width, read, lane * architecture.read() + k * width, width);
            }
        }
        hidden.apply(read, units, lanes);
        int n = architecture.hidden();
        for (int lane = 0; lane < lanes; lane++) {
            for (int i = 0; i < n; i++) {
                said[lane * width() + i] = (float) Math.tanh(units[lane * n + i]);
            }
            if (architecture.direct()) {
                System.arraycopy(read, lane * architecture.read(), said, lane * width() + n, architecture.read());
            }
        }
        decoder.apply(said, scores, lanes);
    }

    @Override
    public int width() {
        return architecture.said();
    }

    @Override
    public float[] vector(int lane) {
        return Arrays.copyOfRange(said, lane * width(), (lane + 1) * width());
    }
}
