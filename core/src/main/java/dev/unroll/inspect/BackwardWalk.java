package dev.unroll.inspect;

import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.LayerRun;
import java.util.Arrays;
import java.util.List;

/**
 * Walks a stack's gradient back through time, step by step, and measures it. Each sequence's gradient is kept near 1 and
 * its power of two counted apart: after 500 steps of a vanishing or exploding recurrence it lies outside the range of a
 * float.
 */
final class BackwardWalk {
    private final StepwiseRun run;
    private final List<Layer> layers;
    private final int batch;
    /** What arrives at the states after the step at hand from later steps, by layer and state, [batch × hidden]. */
    private float[][][] arriving;
    /** The same after the step before. */
    private float[][][] leaving;
    /** By sequence: the power of two that its gradient is to be multiplied by. */
    private final int[] exponents;

    private final double[][][] norms;

    BackwardWalk(StepwiseRun run) {
        this.run = run;
        layers = run.layers();
        batch = run.batch();
        arriving = zeros();
        leaving = zeros();
        exponents = new int[batch];
        norms = new double[layers.size()][arriving[0].length][run.steps()];
    }

    private float[][][] zeros() {
        return layers.stream()
                .map(l -> new float[l.plan().states().size()][batch * l.hidden()])
                .toArray(float[][][]::new);
    }

    GradientFlow from(float[] ofOutput) {
        int width = layers.getLast().outputWidth();
        if (ofOutput.length != batch * width) {
            throw new IllegalArgumentException("the gradient of the output has " + ofOutput.length
                    + " numbers; the output has " + batch + " x " + width);
        }
        for (int t = run.steps() - 1; t >= 0; t--) {
            setOutputGradient(run.run(layers.size() - 1, t), t == run.steps() - 1 ? ofOutput : new float[0]);
            for (int l = layers.size() - 1; l >= 0; l--) {
                LayerRun step = run.run(l, t);
                measure(l, t, step);
                step.backward(arriving[l], leaving[l]);
                if (l > 0) {
                    LayerRun below = run.run(l - 1, t);
                    step.inputGradient(below.outputGradient(), below.outputGradientStride(), 0);
                }
            }
            rescale(leaving);
            float[][][] swap = arriving;
            arriving = leaving;
            leaving = swap;
        }
        run.clearGradients();
        List<String> states = layers.getFirst().plan().cell().states();
        return new GradientFlow(states, norms);
    }

    private void setOutputGradient(LayerRun top, float[] rows) {
        int width = layers.getLast().outputWidth();
        Arrays.fill(top.outputGradient(), 0);
        for (int b = 0; b * width < rows.length; b++) {
            System.arraycopy(rows, b * width, top.outputGradient(), b * top.outputGradientStride(), width);
        }
    }

    /**
     * Notes the mean norm over the sequences of the whole gradient of each state after the step; where the cell has an equation
     * for its output, without what comes through the output of this very step.
     */
    private void measure(int layer, int t, LayerRun step) {
        int output = layers.get(layer).plan().outputState();
        int hidden = layers.get(layer).hidden();
        for (int s = 0; s < arriving[layer].length; s++) {
            double sum = 0;
            for (int b = 0; b < batch; b++) {
                double squares = 0;
                for (int i = 0; i < hidden; i++) {
                    double g = arriving[layer][s][b * hidden + i];
                    g += s == output ? step.outputGradient()[b * step.outputGradientStride() + i] : 0;
                    squares += g * g;
                }
                sum += Math.scalb(Math.sqrt(squares), exponents[b]);
            }
            norms[layer][s][t] = sum / batch;
        }
    }

    private void rescale(float[][][] gradients) {
        for (int b = 0; b < batch; b++) {
            float largest = 0;
            for (float[] g : all(gradients)) {
                for (int i = from(g, b); i < from(g, b + 1); i++) {
                    largest = Math.max(largest, Math.abs(g[i]));
                }
            }
            if (largest == 0 || !Float.isFinite(largest)) {
                continue;
            }
            int exponent = Math.getExponent(largest);
            float factor = Math.scalb(1f, -exponent);
            exponents[b] += exponent;
            for (float[] g : all(gradients)) {
                for (int i = from(g, b); i < from(g, b + 1); i++) {
                    g[i] *= factor;
                }
            }
        }
    }

    private static List<float[]> all(float[][][] gradients) {
        return Arrays.stream(gradients).flatMap(Arrays::stream).toList();
    }

    /** Where a sequence begins. */
    private int from(float[] g, int b) {
        return g.length / batch * b;
    }
}
