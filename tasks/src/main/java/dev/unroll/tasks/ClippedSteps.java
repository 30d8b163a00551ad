package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.RunFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How long the gradients of a training were, and how often they were cut, as its metrics tell.
 *
 * @param steps updates noted in the metrics
 * @param limit of the norm, infinite for any
 * @param share of the steps whose gradient was longer than that, from 0 to 1
 * @param median of the norms before clipping
 * @param largest of the norms before clipping
 */
public record ClippedSteps(long steps, double limit, double share, double median, double largest) {

    /** The limit that a run's settings set the norm of the gradient, infinite for none; empty where they limit each number instead. */
    public static OptionalDouble limit(JsonObject config) {
        if (!config.has("training") || !config.getObject("training").has("clip")) {
            return OptionalDouble.empty();
        }
        JsonObject clip = config.getObject("training").getObject("clip");
        if (!clip.getString("by").equals("norm")) {
            return OptionalDouble.empty();
        }
        double limit = clip.getDouble("limit");
        return OptionalDouble.of(Double.isNaN(limit) ? Double.POSITIVE_INFINITY : limit); // JSON has no infinity
    }

    /** Of a run's folder; empty where it has no metrics, or where each number was clipped rather than the norm. */
    public static Optional<ClippedSteps> of(Path run) {
        OptionalDouble known = limit(new ModelFolder(run).config());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        DoubleStream.Builder all = DoubleStream.builder();
        RunFolder.readMetrics(run, line -> {
            if (line.has("gradient_norm")) {
                all.add(line.getDouble("gradient_norm"));
            }
        });
        double[] norms = all.build().toArray();
        if (norms.length == 0) {
            return Optional.empty();
        }
        Arrays.sort(norms);
        double limit = known.getAsDouble();
        long longer = Arrays.stream(norms).filter(norm -> norm > limit).count();
        return Optional.of(new ClippedSteps(
                norms.length, limit, (double) longer / norms.length, norms[norms.length / 2], norms[norms.length - 1]));
    }
}
