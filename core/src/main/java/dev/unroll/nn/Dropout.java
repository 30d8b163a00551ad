package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Team;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout: in training an element is kept with probability 1 − p and then divided by 1 − p, so that nothing
 * changes at test time. Srivastava et al. (2014) leave the kept elements as they are and multiply by the keep probability 1 −
 * p at test time instead (slides that say "by the dropout probability" mean that). The two are the same model: weights W of
 * theirs that read dropped elements are W / (1 − p) of ours. The mask is a function of seed, step and place.
 *
 * @param probability of dropping an element
 */
public record Dropout(double probability) {
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
        return masked(tape, x, random, Integer.MAX_VALUE);
    }

    /**
     * Drops the same elements at every step of a sequence (Gal and Ghahramani 2016), of what goes into a stack or comes out of it.
     *
     * @param x row t · batch + b is step t of sequence b
     */
    public Tensor forward(Tape tape, Tensor x, int batch, CounterRandom random) {
        return masked(tape, x, random, batch);
    }

    private Tensor masked(Tape tape, Tensor x, CounterRandom random, int period) {
        if (!tape.recording() || probability == 0) {
            return x;
        }
        float[] mask = tape.array(x.size());
        Arrays.fill(mask, 1);
        int columns = x.size(-1);
        int rows = columns == 0 ? 0 : x.size() / columns;
        apply(tape.engine().team(), random, Rows.of(mask, columns), rows, columns, null, 0, period);
        return tape.map(MASKED, List.of("x", "m"), x, Tensor.of(mask, x.shape()));
    }

    /**
     * Multiplies rows by their masks; the same place and numbers have the same mask, so that a backward pass asks for it again.
     *
     * @param turn the place of each row, where the rows are turned
     * @param before rows of the whole table that come before these
     * @param period rows after which the masks come again
     */
    void apply(
            Team team,
            CounterRandom random,
            Rows rows,
            int count,
            int columns,
            int @Nullable [] turn,
            int before,
            int period) {
        if (probability == 0) {
            return;
        }
        float scale = (float) (1 / (1 - probability));
        Rows.forEach(team, count, r -> {
            long first = (before + (turn == null ? r : turn[r])) % period * (long) columns;
            int at = rows.at(r);
            for (int c = 0; c < columns; c++) {
                boolean dropped = random.uniform(first + c) < probability;
                rows.array()[at + c] = dropped ? 0 : rows.array()[at + c] * scale;
            }
        });
    }
}
