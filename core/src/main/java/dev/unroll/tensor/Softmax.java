package dev.unroll.tensor;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import java.util.List;

/** Softmax of every row, or its logarithm. */
record Softmax(boolean logarithm) implements Op {
    /** Rows of one task. */
    private static final int ROWS = 64;

    private static final Program EXP = new Program(
            "exp",
            List.of(new Program.Input("x", Program.Kind.BLOCK)),
            List.of(new Program.Output("y", Expr.parse("exp(x)"))));

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int columns = in[0].size(-1);
        int rows = columns == 0 ? 0 : in[0].size() / columns;
        Tensor y = tape.allocate(in[0].shape());
        float[] exps = logarithm ? tape.array(y.size()) : y.data();
        Pointwise exp = tape.engine().compile(EXP);
        tape.engine().team().forEach((rows + ROWS - 1) / ROWS, part -> {
            int from = part * ROWS * columns;
            int to = Math.min(rows, (part + 1) * ROWS) * columns;
            for (int row = from; row < to; row += columns) {
                shift(in[0].data(), y.data(), row, columns);
            }
            float[][] arrays = {y.data(), exps};
            exp.run(arrays, new int[] {from, from}, new int[2], new float[0], 1, to - from);
            for (int row = from; row < to; row += columns) {
                normalise(exps, y.data(), row, columns);
            }
        });
        return y;
    }

    /** Subtracts the largest: exp cannot overflow then, and the result stays the same. */
    private static void shift(float[] x, float[] y, int row, int columns) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = row; c < row + columns; c++) {
            max = Math.max(max, x[c]);
        }
        for (int c = row; c < row + columns; c++) {
            y[c] = x[c] - max;
        }
    }

    private void normalise(float[] exps, float[] y, int row, int columns) {
        double sum = 0;
        for (int c = row; c < row + columns; c++) {
            sum += exps[c];
        }
        float factor = (float) (1 / sum);
        float logarithmOfSum = (float) Math.log(sum);
        for (int c = row; c < row + columns; c++) {
            y[c] = logarithm ? y[c] - logarithmOfSum : y[c] * factor;
        }
    }

    /** dx = y (dy − Σ y dy), or dx = dy − softmax Σ dy. */
    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        int columns = y.size(-1);
        int rows = columns == 0 ? 0 : y.size() / columns;
        float[] value = y.data();
        float[] dy = y.gradient();
        float[] dx = in[0].gradient();
        tape.engine().team().forEach((rows + ROWS - 1) / ROWS, part -> {
            for (int r = part * ROWS; r < Math.min(rows, (part + 1) * ROWS); r++) {
                double sum = 0;
                for (int c = r * columns; c < (r + 1) * columns; c++) {
                    sum += logarithm ? dy[c] : (double) value[c] * dy[c];
                }
                for (int c = r * columns; c < (r + 1) * columns; c++) {
                    dx[c] += logarithm ? dy[c] - (float) (Math.exp(value[c]) * sum) : value[c] * (dy[c] - (float) sum);
                }
            }
        });
    }
}
