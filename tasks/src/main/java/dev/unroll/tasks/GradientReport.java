package dev.unroll.tasks;

import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.inspect.StepwiseRun;
import dev.unroll.io.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What can be seen of a model's gradients on some sequences.
 *
 * @param sequences how many were read side by side
 * @param flow norms of the gradient of each sequence's loss at its last step
 * @param jacobians of each layer, at some steps of the first sequence
 * @param gates of each layer
 */
public record GradientReport(int sequences, GradientFlow flow, List<StepJacobian> jacobians, List<GateUse> gates) {

    /**
     * How one step of a layer stretches a small change of its states.
     *
     * @param layer from the bottom, counted from 0
     * @param step counted from 0
     */
    public record StepJacobian(int layer, int step, Spectrum spectrum) {}

    /**
     * Looks at a run.
     *
     * @param ofOutput gradient of each sequence's own loss by the stack's last output, [batch × its width]
     * @param jacobians at how many steps, spread evenly, to look at the Jacobians
     */
    public static GradientReport of(StepwiseRun run, float[] ofOutput, int jacobians) {
        int count = Math.min(jacobians, run.steps());
        List<Integer> steps = IntStream.range(0, count)
                .map(i -> count == 1 ? run.steps() - 1 : (int) ((long) i * (run.steps() - 1) / (count - 1)))
                .boxed()
                .toList();
        List<StepJacobian> spectra = new ArrayList<>();
        for (int layer = 0; layer < run.layers().size(); layer++) {
            for (int step : steps) {
                spectra.add(new StepJacobian(layer, step, Spectrum.of(run.jacobian(layer, step, 0))));
            }
        }
        return new GradientReport(run.batch(), run.backward(ofOutput), spectra, GateUse.of(run));
    }

    /** The figures, for programs; layers are counted from 1. */
    public JsonObject toJson() {
        List<JsonObject> spectra = jacobians.stream()
                .map(j -> new JsonObject()
                        .put("layer", j.layer() + 1)
                        .put("step", j.step())
                        .put("largest_singular_value", j.spectrum().largestSingularValue())
                        .put("spectral_radius", j.spectrum().radius()))
                .toList();
        return new JsonObject()
                .put("steps", flow.steps())
                .put("sequences", sequences)
                .put("gradients", gradients())
                .put("jacobians", spectra)
                .put("gates", gates.stream().map(GradientReport::json).toList());
    }

    /** Each with its norms by the distance from the last step. */
    private List<JsonObject> gradients() {
        List<JsonObject> all = new ArrayList<>();
        for (int l = 0; l < flow.layers(); l++) {
            for (int s = 0; s < flow.states().size(); s++) {
                int layer = l;
                int state = s;
                List<Double> norms = IntStream.range(0, flow.steps())
                        .mapToObj(d -> flow.norm(layer, state, d))
                        .toList();
                all.add(new JsonObject()
                        .put("layer", l + 1)
                        .put("state", flow.states().get(s))
                        .put("norms", norms));
            }
        }
        return all;
    }

    private static JsonObject json(GateUse gate) {
        return new JsonObject()
                .put("layer", gate.layer() + 1)
                .put("gate", gate.gate())
                .put("mean", gate.meanOpen())
                .put("share_below_0.1", gate.leftShare())
                .put("share_above_0.9", gate.rightShare());
    }
}
