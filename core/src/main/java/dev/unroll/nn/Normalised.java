package dev.unroll.nn;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/**
 * Rows or columns of a table moved and scaled to mean 0 and variance 1: (x − μ) / √(σ² + ε), with the variance of the numbers
 * themselves (divided by their count). With x̂ the result, the gradient is (dx̂ − mean dx̂ − x̂ · mean (x̂ dx̂)) / √(σ² + ε).
 */
final class Normalised implements CustomOp {
    /** Rows or columns of one task. */
    private static final int LINES = 64;

    private final boolean rows;
    private final double epsilon;
    private double[] means = {};
    private double[] variances = {};

    Normalised(boolean rows, double epsilon) {
        this.rows = rows;
        this.epsilon = epsilon;
    }

    double[] means() {
        return means;
    }

    double[] variances() {
        return variances;
    }

    /** One row or column: where it starts, the distance of its numbers, and how many there are. */
    private record Line(int start, int stride, int count) {
        int at(int i) {
            return start + i * stride;
        }

        /** The mean of a[i] · b[i]. */
        double mean(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += (double) a[at(i)] * b[at(i)];
            }
            return sum / count;
        }

        double mean(float[] a) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += a[at(i)];
            }
            return sum / count;
        }

        double variance(float[] a, double mean) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += (a[at(i)] - mean) * (a[at(i)] - mean);
            }
            return sum / count;
        }
    }

    private interface EachLine {
        void run(int index, Line line);
    }

    private void forEach(Tape tape, Tensor x, EachLine action) {
        int columns = x.size(-1);
        int height = columns == 0 ? 0 : x.size() / columns;
        int lines = rows ? height : columns;
        tape.engine().team().forEach((lines + LINES - 1) / LINES, part -> {
            for (int l = part * LINES; l < Math.min(lines, (part + 1) * LINES); l++) {
                action.run(l, rows ? new Line(l * columns, 1, columns) : new Line(l, columns, height));
            }
        });
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor x = in[0];
        int lines = rows ? x.size() / x.size(-1) : x.size(-1);
        means = new double[lines];
        variances = new double[lines];
        Tensor y = tape.allocate(x.shape());
        forEach(tape, x, (l, line) -> {
            means[l] = line.mean(x.data());
            variances[l] = line.variance(x.data(), means[l]);
            double scale = scale(l);
            for (int i = 0; i < line.count; i++) {
                y.data()[line.at(i)] = (float) ((x.data()[line.at(i)] - means[l]) * scale);
            }
        });
        return y;
    }

    private double scale(int line) {
        return 1 / Math.sqrt(variances[line] + epsilon);
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] dy = y.gradient();
        float[] dx = in[0].gradient();
        forEach(tape, y, (l, line) -> {
            double mean = line.mean(dy);
            double along = line.mean(y.data(), dy);
            double scale = scale(l);
            for (int i = 0; i < line.count; i++) {
                int at = line.at(i);
                dx[at] += (float) ((dy[at] - mean - y.data()[at] * along) * scale);
            }
        });
    }
}
