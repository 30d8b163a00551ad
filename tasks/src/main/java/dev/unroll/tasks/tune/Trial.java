package dev.unroll.tasks.tune;

import dev.unroll.io.JsonObject;

/**
 * Settings that were tried, as far as they got.
 *
 * @param number from 0
 * @param settings all of them
 * @param rung how often it was among those that go on
 * @param steps updates made
 * @param loss on data held out after these; NaN if the training diverged
 */
public record Trial(int number, JsonObject settings, int rung, long steps, double loss) {
    /** As a line of the search's metrics; the settings are known by the number. */
    public JsonObject toJson(Space space) {
        JsonObject values = new JsonObject();
        int i = 0;
        for (String path : space.ranges().keySet()) {
            values.put(path, space.values(settings).get(i++));
        }
        return new JsonObject()
                .put("event", "trial")
                .put("trial", number)
                .put("rung", rung)
                .put("steps", steps)
                .put("loss", loss)
                .put("settings", values);
    }
}
