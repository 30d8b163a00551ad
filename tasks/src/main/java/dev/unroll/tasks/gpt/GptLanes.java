package dev.unroll.tasks.gpt;

import dev.unroll.nn.TransformerStream;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Lanes;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts side by side that each have keys and values of their own. They are read one after the other: texts of unequal length share
 * no attention, and the layers around it would gain a little from being computed together.
 */
final class GptLanes implements Lanes {
    private final GptModel model;
    private final Tape tape;
    private final @Nullable TransformerStream[] streams;
    private final float[] vectors;

    GptLanes(GptModel model, int most) {
        Check.that(most >= 1 && most <= MOST, "lanes must be 1 to " + MOST, most);
        this.model = model;
        tape = Tape.inference(model.engine());
        streams = new @Nullable TransformerStream[most];
        vectors = new float[Math.multiplyExact(most, width())];
    }

    @Override
    public void begin(int lane) {
        streams[lane] = model.stream();
    }

    @Override
    public void move(int from, int to) {
        streams[to] = streams[from];
        streams[from] = null;
    }

    @Override
    public void step(int[] tokens, int lanes, float[] scores) {
        int classes = model.vocabulary().size();
        for (int lane = 0; lane < lanes; lane++) {
            TransformerStream stream = streams[lane];
            if (stream != null && tokens[lane] >= 0) {
                Tensor step = model.step(tape, stream, tokens[lane]);
                System.arraycopy(step.data(), 0, vectors, lane * width(), width());
                System.arraycopy(model.scores(tape, step).data(), 0, scores, lane * classes, classes);
                tape.reset();
            }
        }
    }

    @Override
    public int width() {
        return model.architecture().width();
    }

    @Override
    public float[] vector(int lane) {
        return Arrays.copyOfRange(vectors, lane * width(), (lane + 1) * width());
    }
}
