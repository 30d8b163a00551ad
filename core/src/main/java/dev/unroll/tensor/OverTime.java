package dev.unroll.tensor;

import java.util.Arrays;

/** The mean or the largest of each number of a sequence over its steps, time-major: row t · batch + b is step t of sequence b. */
final class OverTime implements Op {
    private final int[] lengths;
    private final boolean largest;
    /** Where each largest number was. */
    private int[] source = {};

    OverTime(int[] lengths, boolean largest) {
        this.lengths = lengths;
        this.largest = largest;
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor h = in[0];
        int batch = lengths.length;
        if (h.rank() != 2 || batch == 0 || h.size(0) % batch != 0) {
            throw new IllegalArgumentException("over time: " + h + " is not a batch of " + batch + " sequences");
        }
        int steps = h.size(0) / batch;
        if (Arrays.stream(lengths).anyMatch(n -> n < 1 || n > steps)) {
            throw new IllegalArgumentException(
                    "over time: lengths " + Arrays.toString(lengths) + " must be 1 to " + steps);
        }
        Tensor y = tape.allocate(batch, h.size(1));
        source = largest ? new int[y.size()] : source;
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < h.size(1); c++) {
                y.data()[b * h.size(1) + c] = largest ? largest(h, b, c) : mean(h, b, c);
            }
        }
        return y;
    }

    private float mean(Tensor h, int b, int column) {
        double sum = 0;
        for (int t = 0; t < lengths[b]; t++) {
            sum += h.data()[(t * lengths.length + b) * h.size(1) + column];
        }
        return (float) (sum / lengths[b]);
    }

    private float largest(Tensor h, int b, int column) {
        int best = b * h.size(1) + column;
        for (int t = 1; t < lengths[b]; t++) {
            int at = (t * lengths.length + b) * h.size(1) + column;
            best = h.data()[at] > h.data()[best] ? at : best;
        }
        source[b * h.size(1) + column] = best;
        return h.data()[best];
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        float[] g = y.gradient();
        float[] d = in[0].gradient();
        int width = y.size(1);
        if (largest) {
            for (int i = 0; i < g.length; i++) {
                d[source[i]] += g[i];
            }
            return;
        }
        for (int b = 0; b < lengths.length; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                tape.engine().kernels().axpy(width, 1f / lengths[b], g, b * width, d, (t * lengths.length + b) * width);
            }
        }
    }
}
