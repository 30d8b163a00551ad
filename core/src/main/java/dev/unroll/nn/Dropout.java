package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Team;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Inverted dropout: in training an element is kept with probability 1 − p and then divided by 1 − p, so that nothing
 * changes at test time. Srivastava et al. (2014) leave the kept elements as they are and multiply by the keep probability 1 −
 * p at test time instead (slides that say "by the dropout probability" mean that). The two are the same model: weights W of
 * theirs that read dropped elements are W / (1 − p) of ours. The mask is a function of seed, step and place.
 *
 * @param probability of dropping an element
 */
public record Dropout(double probability) {
    /** Rows of one task. */
    private static final int ROWS = 64;

    private static final Expr MASKED = Expr.parse("x * m");

    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout must be at least 0 and below 1, got " + probability);
        }
    }

    /**
     * Drops elements of a tensor on a tape that records; on one that does not, x itself.
     *
     * @param random another one for every place and step
     */
    public Tensor forward(Tape tape, Tensor x, CounterRandom random) {
        if (!tape.recording() || probability == 0) {
            return x;
        }
        float[] mask = tape.array(x.size());
        Arrays.fill(mask, 1);
        int columns = x.size(-1);
        apply(tape.engine().team(), random, mask, columns == 0 ? 0 : x.size() / columns, columns, columns);
        return tape.map(MASKED, List.of("x", "m"), x, Tensor.of(mask, x.shape()));
    }

    /** Multiplies rows of a table by the mask. */
    void apply(Team team, CounterRandom random, float[] a, int rows, int columns, int stride) {
        float scale = (float) (1 / (1 - probability));
        team.forEach((rows + ROWS - 1) / ROWS, part -> {
            for (int r = part * ROWS; r < Math.min(rows, (part + 1) * ROWS); r++) {
                for (int c = 0; c < columns; c++) {
                    boolean dropped = random.uniform((long) r * columns + c) < probability;
                    a[r * stride + c] = dropped ? 0 : a[r * stride + c] * scale;
                }
            }
        });
    }
}
