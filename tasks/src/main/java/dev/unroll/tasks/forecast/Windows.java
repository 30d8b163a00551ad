package dev.unroll.tasks.forecast;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * Pieces of a series as a model reads them, each named by its origin: the row that is the first to be forecast. It reads the rows before
 * it, as many as the context has.
 */
final class Windows {
    /** Added to a window's variance (Kim et al. 2022): one that does not move is not blown up. */
    private static final double LEAST = 1e-5;

    private final Architecture model;
    private final float[] values;
    private final int width;
    private final int targets;
    private final float[] calendar;
    private final int dates;

    /**
     * Of a series.
     *
     * @param values standardised, [rows × width], those to forecast first
     * @param targets how many are forecast
     * @param calendar what dates say, [rows × dates]
     */
    Windows(Architecture model, float[] values, int width, int targets, float[] calendar, int dates) {
        this.model = model;
        this.values = values;
        this.width = width;
        this.targets = targets;
        this.calendar = calendar;
        this.dates = dates;
    }

    /** Origins in a part of the series from whose rows every target comes; what is read may lie before it. */
    int[] origins(int from, int to) {
        int first = Math.max(from, model.context());
        int count = Math.max(0, to - model.horizon() - first + 1);
        int[] all = new int[count];
        Arrays.setAll(all, i -> first + i);
        return all;
    }

    /**
     * Some windows side by side. The last two are [windows × outputs]: step after step, in each target after target, in each answer
     * after answer.
     *
     * @param x [context · windows × width of a step]
     * @param shift what answers are relative to
     * @param scale by which they are multiplied before
     */
    record Batch(Tensor x, Tensor shift, Tensor scale) {}

    Batch batch(int... origins) {
        int step = width + dates;
        int batch = origins.length;
        float[] x = new float[Math.multiplyExact(Math.multiplyExact(model.context(), batch), step)];
        float[] shift = new float[Math.multiplyExact(batch, model.outputs(targets))];
        float[] scale = new float[shift.length];
        for (int b = 0; b < batch; b++) {
            int first = origins[b] - model.context();
            for (int c = 0; c < width; c++) {
                double middle = middle(origins[b], c);
                double spread = spread(origins[b], c);
                for (int t = 0; t < model.context(); t++) {
                    x[(t * batch + b) * step + c] = (float) ((values[(first + t) * width + c] - middle) / spread);
                }
                if (c < targets) {
                    spread(shift, b, c, (float) middle);
                    spread(scale, b, c, (float) spread);
                }
            }
            for (int t = 0; t < model.context(); t++) {
                System.arraycopy(calendar, (first + t) * dates, x, (t * batch + b) * step + width, dates);
            }
        }
        int outputs = model.outputs(targets);
        return new Batch(
                Tensor.of(x, model.context() * batch, step),
                Tensor.of(shift, batch, outputs),
                Tensor.of(scale, batch, outputs));
    }

    /** Writes one number into all answers for a target. */
    private void spread(float[] into, int window, int target, float value) {
        int answers = model.objective().answers();
        for (int h = 0; h < model.horizon(); h++) {
            int at = ((window * model.horizon() + h) * targets + target) * answers;
            Arrays.fill(into, at, at + answers, value);
        }
    }

    /** The right answers, laid out as {@link Batch#shift}. */
    Tensor targets(int... origins) {
        int answers = model.objective().answers();
        float[] right = new float[origins.length * model.outputs(targets)];
        for (int i = 0; i < right.length; i++) {
            int value = i / answers;
            int row = origins[value / targets / model.horizon()] + value / targets % model.horizon();
            right[i] = target(row, value % targets);
        }
        return Tensor.of(right, origins.length, model.outputs(targets));
    }

    float target(int row, int target) {
        return values[row * width + target];
    }

    /** What a column is relative to before an origin. */
    double middle(int origin, int column) {
        return switch (model.relative()) {
            case NONE -> 0;
            case LAST -> values[(origin - 1) * width + column];
            case WINDOW -> mean(origin, column);
        };
    }

    /** In what it is counted there. */
    double spread(int origin, int column) {
        if (model.relative() != Relative.WINDOW) {
            return 1;
        }
        double mean = mean(origin, column);
        double squares = 0;
        for (int r = origin - model.context(); r < origin; r++) {
            double off = values[r * width + column] - mean;
            squares += off * off;
        }
        return Math.sqrt(squares / model.context() + LEAST);
    }

    private double mean(int origin, int column) {
        double sum = 0;
        for (int r = origin - model.context(); r < origin; r++) {
            sum += values[r * width + column];
        }
        return sum / model.context();
    }
}
