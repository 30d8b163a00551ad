package dev.unroll.tasks;

import dev.unroll.kernel.Engine;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.LinearStream;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.RecurrentStream;
import org.jspecify.annotations.Nullable;

/** A {@link LanguageModel} that reads texts side by side, a symbol of each at a time. */
final class TextStream {
    private final RecurrentStream rnn;
    private final @Nullable Embedding embedding;
    private final float scale;
    private final @Nullable LinearStream projection;
    private final LinearStream decoder;
    private final float[] vectors;
    private final float[] projected;

    /** @param scale of the embedding's vectors */
    TextStream(
            Engine engine,
            RecurrentStream rnn,
            @Nullable Embedding embedding,
            float scale,
            @Nullable Linear projection,
            Linear decoder,
            int most) {
        this.rnn = rnn;
        this.embedding = embedding;
        this.scale = scale;
        this.projection = projection == null ? null : new LinearStream(engine, projection, most);
        this.decoder = new LinearStream(engine, decoder, most);
        vectors = new float[embedding == null ? 0 : most * embedding.weight().size(1)];
        projected =
                new float[projection == null ? 0 : most * projection.weight().size(0)];
    }

    RecurrentState state() {
        return rnn.state();
    }

    /**
     * One step of the first {@code lanes} texts.
     *
     * @param tokens one for each of them, below 0 for one that waits
     * @return what the layers put out, [lanes × width]; valid until the next step
     */
    float[] step(int[] tokens, int lanes) {
        if (embedding == null) {
            return rnn.step(tokens, lanes);
        }
        int width = embedding.weight().size(1);
        int[] lengths = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            lengths[lane] = tokens[lane] < 0 ? 0 : 1;
            for (int i = 0; i < width && tokens[lane] >= 0; i++) {
                vectors[lane * width + i] = scale * embedding.weight().data()[tokens[lane] * width + i];
            }
        }
        return rnn.step(vectors, lengths);
    }

    /** Scores of each symbol after a step, from what it returned, [lanes × vocabulary]. */
    void scores(float[] output, float[] scores, int lanes) {
        if (projection != null) {
            projection.apply(output, projected, lanes);
        }
        decoder.apply(projection == null ? output : projected, scores, lanes);
    }
}
