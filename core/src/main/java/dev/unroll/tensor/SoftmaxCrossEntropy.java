package dev.unroll.tensor;

import dev.unroll.kernel.Engine;

/**
 * Mean cross-entropy of a softmax. Loss and gradient come from one pass over the logits, whose array is overwritten by
 * (softmax − onehot) / rows: with a large vocabulary a second copy would cost more than the arithmetic.
 */
final class SoftmaxCrossEntropy implements Op {
    /** Rows of one task; fixed, so that the sum of losses does not depend on the number of threads. */
    private static final int ROWS = 64;

    private final int[] targets;

    SoftmaxCrossEntropy(int[] targets) {
        this.targets = targets;
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor logits = in[0];
        int rows = logits.size(0);
        int classes = logits.size(1);
        if (targets.length != rows) {
            throw new IllegalArgumentException(
                    "cross-entropy: " + rows + " rows of logits but " + targets.length + " targets");
        }
        int counted = 0;
        for (int target : targets) {
            if (target >= classes) {
                throw new IllegalArgumentException("cross-entropy: target " + target + " of " + classes + " classes");
            }
            counted += target >= 0 ? 1 : 0;
        }
        float scale = 1f / Math.max(1, counted);
        int parts = (rows + ROWS - 1) / ROWS;
        double[] losses = new double[parts];
        Engine engine = tape.engine();
        engine.team().forEach(parts, i -> {
            int from = i * ROWS;
            int count = Math.min(ROWS, rows - from);
            losses[i] = engine.kernels()
                    .softmaxCrossEntropy(logits.data(), from * classes, classes, count, classes, targets, from, scale);
        });
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        Tensor loss = tape.allocate(1);
        loss.data()[0] = (float) (sum * scale);
        return loss;
    }

    @Override
    public void pullBack(Tape tape, Tensor loss, Tensor... in) {
        Tensor logits = in[0];
        float upstream = loss.gradient()[0];
        float[] g = logits.data();
        if (!logits.adoptGradient(g)) {
            tape.engine().kernels().axpy(g.length, upstream, g, 0, logits.gradient(), 0);
        } else if (upstream != 1) {
            for (int i = 0; i < g.length; i++) {
                g[i] *= upstream;
            }
        }
    }
}
