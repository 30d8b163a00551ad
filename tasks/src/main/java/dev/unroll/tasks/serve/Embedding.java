package dev.unroll.tasks.serve;

import dev.unroll.data.Vocabulary;
import dev.unroll.tasks.Lanes;
import java.time.Duration;

/** What a model makes of a text: the vector that it expects the next character from. */
public final class Embedding extends Passage {
    private final int beginning;
    private final int[] tokens;
    private int read;
    private float[] vector = {};

    /** @throws IllegalArgumentException naming the characters that the model does not know */
    public Embedding(Vocabulary vocabulary, String text, Duration limit) {
        super(limit);
        beginning = vocabulary.beginning();
        tokens = vocabulary.encode(text);
    }

    @Override
    int next() {
        return read == 0 ? beginning : tokens[read - 1];
    }

    @Override
    boolean read(float[] scores, int at, Lanes lanes, int lane) {
        if (read == tokens.length) {
            vector = lanes.vector(lane);
            return false;
        }
        read++;
        return true;
    }

    /** Once finished. */
    public float[] vector() {
        return vector.clone();
    }
}
