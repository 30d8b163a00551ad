package dev.unroll.inspect;

import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.LayerRun;
import dev.unroll.recurrence.Plan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    /** Where the cell has an equation for its output: what makes it of the states, by layer. */
    private final Map<Integer, Layer> outputs = new HashMap<>();

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
        if (ofOutput.length != batch * run.outputWidth()) {
            throw new IllegalArgumentException("the gradient of the output has " + ofOutput.length
                    + " numbers; the output has " + batch + " x " + run.outputWidth());
        }
        for (int t = run.steps() - 1; t >= 0; t--) {
            float[][] ofLayers = new float[layers.size()][batch * run.width()];
            for (int l = 0; l < layers.size() && t == run.steps() - 1; l++) {
                for (int b = 0; b < batch && run.isHandedOut(l); b++) {
                    int from = b * run.outputWidth() + run.column(l);
                    System.arraycopy(ofOutput, from, ofLayers[l], b * run.width(), run.width());
                }
            }
            for (int l = layers.size() - 1; l >= 0; l--) {
                LayerRun step = run.run(l, t);
                Arrays.fill(step.outputGradient(), 0);
                run.copyRows(ofLayers[l], step.outputGradient(), step.outputGradientStride());
                measure(l, t, ofLayers[l]);
                step.backward(arriving[l], leaving[l]);
                if (l > 0) {
                    handDown(l, step, ofLayers[l], ofLayers[l - 1]);
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

    /** Adds the gradient of what a layer has read to that of the output below. */
    private void handDown(int layer, LayerRun step, float[] above, float[] below) {
        int width = layers.get(layer).input();
        float[] ofInput = new float[batch * width];
        step.inputGradient(ofInput, width, 0);
        for (int i = 0; i < below.length; i++) {
            below[i] += ofInput[i / run.width() * width + i % run.width()] + (run.isResidual() ? above[i] : 0);
        }
    }

    /**
     * Notes the mean norm over the sequences of the whole gradient of each state after the step.
     *
     * @param ofOutput gradient of the layer's output at the step
     */
    private void measure(int layer, int t, float[] ofOutput) {
        Layer at = layers.get(layer);
        float[][] through = at.plan().readout().isPresent()
                ? throughOutput(layer, t, ofOutput)
                : new float[arriving[layer].length][];
        for (int s = 0; s < arriving[layer].length; s++) {
            float[] more = s == at.plan().outputState() ? ofOutput : through[s];
            double sum = 0;
            for (int b = 0; b < batch; b++) {
                double squares = 0;
                for (int i = b * at.hidden(); i < (b + 1) * at.hidden(); i++) {
                    double g = arriving[layer][s][i] + (more == null ? 0 : more[i]);
                    squares += g * g;
                }
                sum += Math.scalb(Math.sqrt(squares), exponents[b]);
            }
            norms[layer][s][t] = sum / batch;
        }
    }

    /** The gradients of the states after a step that come through the equation for the step's output. */
    private float[][] throughOutput(int layer, int t, float[] ofOutput) {
        Layer own = outputs.computeIfAbsent(layer, this::output);
        List<String> states = own.plan().cell().states();
        float[][] values = new float[states.size()][];
        float[][] ofInitial = new float[states.size()][];
        List<String> names = layers.get(layer).plan().cell().states();
        float[][] through = new float[names.size()][batch * own.hidden()];
        for (int s = 0; s < names.size(); s++) {
            int next = states.indexOf(OutputCell.next(names.get(s)));
            values[states.indexOf(names.get(s))] = run.before(t).values()[layer][s];
            values[next] = run.after(t).values()[layer][s];
            ofInitial[next] = through[s];
        }
        LayerRun step = own.begin(1, batch, true);
        run.copyInput(layer, t, step);
        step.state(values);
        step.forwardExact(new float[batch * run.width()]);
        Arrays.fill(step.outputGradient(), 0);
        run.copyRows(ofOutput, step.outputGradient(), step.outputGradientStride());
        step.backward(new float[states.size()][], ofInitial);
        step.end();
        return through;
    }

    private Layer output(int layer) {
        Plan plan = layers.get(layer).plan();
        Set<String> zoned = plan.noise().zoneout().keySet();
        return layers.get(layer).with(Plan.of(OutputCell.of(plan.cell(), zoned)));
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
