package dev.unroll.app;

import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.ClippedSteps;
import dev.unroll.tasks.GradientReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes a {@link GradientReport} for programs. Layers are counted from 1, steps from 0. */
final class GradientJson {
    private GradientJson() {}

    static JsonObject of(GradientReport report, Optional<ClippedSteps> clipped) {
        List<JsonObject> jacobians = report.jacobians().stream()
                .map(j -> new JsonObject()
                        .put("layer", j.layer() + 1)
                        .put("step", j.step())
                        .put("largest_singular_value", j.spectrum().largestSingularValue())
                        .put("spectral_radius", j.spectrum().radius()))
                .toList();
        List<JsonObject> gates = report.gates().stream().map(GradientJson::gate).toList();
        JsonObject json = new JsonObject()
                .put("steps", report.flow().steps())
                .put("sequences", report.sequences())
                .put("gradients", gradients(report.flow()))
                .put("jacobians", jacobians)
                .put("gates", gates);
        clipped.ifPresent(c -> json.put(
                "clipping",
                new JsonObject()
                        .put("steps", c.steps())
                        .put("limit", c.limit())
                        .put("share", c.share())
                        .put("median_norm", c.median())
                        .put("largest_norm", c.largest())));
        return json;
    }

    /** Each with its norms by the distance from the last step. */
    private static List<JsonObject> gradients(GradientFlow flow) {
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

    private static JsonObject gate(GateUse gate) {
        return new JsonObject()
                .put("layer", gate.layer() + 1)
                .put("gate", gate.gate())
                .put("mean", gate.meanOpen())
                .put("share_below_0.1", gate.leftShare())
                .put("share_above_0.9", gate.rightShare());
    }
}
