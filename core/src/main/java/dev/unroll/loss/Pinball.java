package dev.unroll.loss;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * The loss of quantiles (Koenker and Bassett 1978): max(q (t − y), (q − 1) (t − y)), least where a share q of the targets t lies
 * below y. Half the absolute error for q = ½.
 *
 * @param quantiles q of each of a row's columns, over and over: with Q of them column c has q[c mod Q]
 */
public record Pinball(List<Double> quantiles) {
    private static final Expr LOSS = Expr.parse("max(q * (t - y), (q - 1) * (t - y))");
    private static final List<String> NAMES = List.of("y", "t", "q");

    /** @throws IllegalArgumentException unless they rise from above 0 to below 1 */
    public Pinball {
        quantiles = List.copyOf(quantiles);
        double before = 0;
        for (double q : quantiles) {
            if (!(q > before && q < 1)) {
                throw new IllegalArgumentException("quantiles must rise from above 0 to below 1, got " + quantiles);
            }
            before = q;
        }
        if (quantiles.isEmpty()) {
            throw new IllegalArgumentException("there must be at least 1 quantile, for example 0.5");
        }
    }

    /** The loss of one answer. */
    public static double of(double quantile, double answer, double target) {
        return Math.max(quantile * (target - answer), (quantile - 1) * (target - answer));
    }

    /**
     * The mean over all elements.
     *
     * @param answers [rows × columns]
     * @param targets as many
     */
    public Tensor mean(Tape tape, Tensor answers, Tensor targets) {
        float[] row = new float[answers.size(-1)];
        for (int c = 0; c < row.length; c++) {
            row[c] = quantiles.get(c % quantiles.size()).floatValue();
        }
        return tape.mean(tape.map(LOSS, NAMES, answers, targets, Tensor.of(row, row.length)));
    }
}
