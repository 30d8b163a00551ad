package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.ClippedSteps;
import dev.unroll.tasks.GradientReport;
import java.util.Optional;

/** A {@link GradientReport}, and how often the training clipped, as one JSON object for programs. */
final class GradientJson {
    private GradientJson() {}

    static JsonObject of(GradientReport report, Optional<ClippedSteps> clipped) {
        JsonObject json = report.toJson();
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
}
