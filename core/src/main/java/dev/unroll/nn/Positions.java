package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * Where a step stands, as waves of many lengths (Vaswani et al. 2017): numbers 2i and 2i + 1 of step t are sin and cos of t /
 * 10000^(2i / width). A transformer that sees both ways needs them: distances alone do not tell before from after.
 */
public final class Positions {
    private static final Expr SUM = Expr.parse("x + p");
    private static final double LONGEST = 10_000;

    private Positions() {}

    /**
     * Adds each step's place to it.
     *
     * @param x [steps · batch × width], row t · batch + b
     * @param first the place of the first step
     */
    public static Tensor add(Tape tape, Tensor x, int batch, int first) {
        int width = x.size(1);
        float[] waves = tape.array(x.size());
        for (int t = 0; t * batch < x.size(0); t++) {
            int row = t * batch * width;
            for (int c = 0; c < width; c++) {
                double angle = (first + t) / Math.pow(LONGEST, (double) (c - c % 2) / width);
                waves[row + c] = (float) (c % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
            }
            for (int b = 1; b < batch; b++) {
                System.arraycopy(waves, row, waves, row + b * width, width);
            }
        }
        return tape.map(SUM, List.of("x", "p"), x, Tensor.of(waves, x.shape()));
    }
}
