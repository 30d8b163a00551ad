package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * Adds normal noise in training, nothing at test time. On inputs it has about the effect of an L2 penalty on the slopes of what
 * comes after (Bishop 1995).
 *
 * @param deviation of the noise
 */
public record GaussianNoise(double deviation) {
    private static final Expr SUM = Expr.parse("x + n");

    public GaussianNoise {
        if (!(deviation >= 0 && Double.isFinite(deviation))) {
            throw new IllegalArgumentException("the deviation of noise must be at least 0, got " + deviation);
        }
    }

    /**
     * Adds noise on a tape that records; on one that does not, x itself.
     *
     * @param random another one for every place and step
     */
    public Tensor forward(Tape tape, Tensor x, CounterRandom random) {
        if (!tape.recording() || deviation == 0) {
            return x;
        }
        float[] noise = tape.array(x.size());
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (deviation * random.normal(i));
        }
        return tape.map(SUM, List.of("x", "n"), x, Tensor.of(noise, x.shape()));
    }
}
