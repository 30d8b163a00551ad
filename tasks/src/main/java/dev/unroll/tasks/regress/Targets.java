package dev.unroll.tasks.regress;

import dev.unroll.data.Standardization;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.items.Items;
import java.util.List;

/**
 * The numbers that are to be said: a model answers in deviations from their mean over the training part.
 *
 * @param low the least of the training part
 * @param high the largest
 */
record Targets(Standardization scale, float low, float high) {
    /** Of the training part. */
    static Targets fit(float[] training) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float y : training) {
            low = Math.min(low, y);
            high = Math.max(high, y);
        }
        return new Targets(Standardization.fit(1, List.of(training)), low, high);
    }

    /**
     * The number of each item.
     *
     * @throws FileException naming the item whose label is none
     */
    static float[] of(Items items) {
        float[] all = new float[items.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = number(items.labels().get(i).strip(), items.places().get(i));
        }
        return all;
    }

    private static float number(String label, String place) {
        try {
            float value = Float.parseFloat(label);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new FileException(place + ": the label is \"" + label + "\", not a number that a regression could learn;"
                + " correct it, leave the row out, or name the column of numbers with --label");
    }

    float[] standardised(float... targets) {
        float[] all = targets.clone();
        scale.apply(all);
        return all;
    }

    float restored(float answer) {
        return scale.restore(answer, 0);
    }

    boolean isOutside(float target) {
        return target < low || target > high;
    }

    JsonObject put(JsonObject json) {
        return json.put("targets", scale.toJson().put("low", (double) low).put("high", (double) high));
    }

    static Targets read(JsonObject json) {
        JsonObject own = json.getObject("targets");
        return new Targets(Standardization.fromJson(own), (float) own.getDouble("low"), (float) own.getDouble("high"));
    }
}
