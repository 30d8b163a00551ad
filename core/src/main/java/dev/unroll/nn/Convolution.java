package dev.unroll.nn;

import dev.unroll.kernel.Engine;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * A convolution as a product: what each output reads is written out as a row, [groups × kernel × channels of a group], and the rows
 * are multiplied with the weights.
 */
final class Convolution implements CustomOp {
    private final Conv1dOptions options;
    private final int channels;
    private final int[] lengths;
    private final int batch;
    private final int steps;
    private final int row;
    private float[] reads = {};

    Convolution(Conv1dOptions options, int channels, int[] lengths) {
        this.options = options;
        this.channels = channels;
        this.lengths = lengths.clone();
        batch = lengths.length;
        steps = Arrays.stream(lengths).map(options::length).max().orElse(0);
        row = Math.multiplyExact(options.kernel(), channels);
    }

    private void check(Tensor x) {
        if (batch == 0 || x.size(0) % batch != 0) {
            throw new IllegalArgumentException("conv1d: " + x + " is no batch of " + batch + " sequences");
        }
        int given = x.size(0) / batch;
        for (int n : lengths) {
            if (n < 1 || n > given) {
                throw new IllegalArgumentException(
                        "conv1d: lengths " + Arrays.toString(lengths) + " must be 1 to " + given);
            }
            if (options.length(n) < 1) {
                throw new IllegalArgumentException("conv1d: a sequence of " + n + " steps is too short for a kernel of "
                        + options.kernel() + "; give it more padding, or leave it out");
            }
            if (options.padding() > options.mode().most(n)) {
                throw new IllegalArgumentException("conv1d: a sequence of " + n + " steps cannot be padded with "
                        + options.padding() + " of its own; give it less padding, or zeros");
            }
        }
    }

    private interface EachRead {
        /**
         * Channels of one group at one step.
         *
         * @param at where they stand in {@link #reads}
         * @param from where they stand in x, negative for zeros
         */
        void run(int at, int from, int count);
    }

    /** Everything that the output of sequence b at step t reads. */
    private void forEachRead(int b, int t, EachRead action) {
        int own = channels / options.groups();
        int at = (t * batch + b) * row;
        for (int g = 0; g < options.groups(); g++) {
            for (int k = 0; k < options.kernel(); k++, at += own) {
                int step = t * options.stride() + k * options.dilation() - options.padding();
                int source = options.mode().source(step, lengths[b]);
                action.run(at, source < 0 ? -1 : (source * batch + b) * channels + g * own, own);
            }
        }
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor x = in[0];
        check(x);
        float[] bias = in[2].data();
        int out = bias.length;
        reads = tape.array(Math.multiplyExact(steps * batch, row));
        Tensor y = tape.allocate(steps * batch, out);
        tape.engine().team().forEach(batch, b -> {
            int own = options.length(lengths[b]);
            for (int t = 0; t < own; t++) {
                forEachRead(b, t, (at, from, count) -> {
                    if (from < 0) {
                        Arrays.fill(reads, at, at + count, 0);
                    } else {
                        System.arraycopy(x.data(), from, reads, at, count);
                    }
                });
                System.arraycopy(bias, 0, y.data(), (t * batch + b) * out, out);
            }
            for (int r = own * batch + b; r < steps * batch; r += batch) {
                Arrays.fill(reads, r * row, (r + 1) * row, 0);
                Arrays.fill(y.data(), r * out, (r + 1) * out, 0);
            }
        });
        forEachGroup(
                out,
                (g, outs, own, w) -> tape.engine()
                        .gemm(
                                false,
                                true,
                                steps * batch,
                                outs,
                                own,
                                reads,
                                g * own,
                                row,
                                in[1].data(),
                                w,
                                own,
                                1,
                                y.data(),
                                g * outs,
                                out));
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        Tensor x = in[0];
        Tensor weight = in[1];
        Tensor bias = in[2];
        Engine engine = tape.engine();
        float[] dy = y.gradient();
        int out = bias.size();
        int rows = steps * batch;
        for (int b = 0; b < batch; b++) {
            for (int r = options.length(lengths[b]) * batch + b; r < rows; r += batch) {
                Arrays.fill(dy, r * out, (r + 1) * out, 0);
            }
        }
        if (bias.tracked()) {
            engine.addColumnSums(dy, 0, out, rows, out, bias.gradient(), 0);
        }
        if (weight.tracked()) {
            float[] dw = weight.gradient();
            forEachGroup(
                    out,
                    (g, outs, own, w) -> engine.gemm(
                            true, false, outs, own, rows, dy, g * outs, out, reads, g * own, row, 1, dw, w, own));
        }
        if (x.tracked()) {
            // what was read is not needed any more
            forEachGroup(
                    out,
                    (g, outs, own, w) -> engine.gemm(
                            false,
                            false,
                            rows,
                            own,
                            outs,
                            dy,
                            g * outs,
                            out,
                            weight.data(),
                            w,
                            own,
                            0,
                            reads,
                            g * own,
                            row));
            float[] dx = x.gradient();
            engine.team().forEach(batch, b -> {
                for (int t = 0; t < options.length(lengths[b]); t++) {
                    forEachRead(b, t, (at, from, count) -> {
                        if (from >= 0) {
                            engine.kernels().axpy(count, 1, reads, at, dx, from);
                        }
                    });
                }
            });
        }
    }

    private interface EachGroup {
        /**
         * One group's part of the product.
         *
         * @param outs its outputs
         * @param own numbers that each of them reads
         * @param w where its weights begin
         */
        void run(int g, int outs, int own, int w);
    }

    private void forEachGroup(int out, EachGroup action) {
        int outs = out / options.groups();
        int own = row / options.groups();
        for (int g = 0; g < options.groups(); g++) {
            action.run(g, outs, own, g * outs * own);
        }
    }
}
