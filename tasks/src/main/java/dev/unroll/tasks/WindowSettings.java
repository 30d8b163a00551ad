package dev.unroll.tasks;

import dev.unroll.io.JsonObject;

/**
 * How a language model is trained that reads windows of a text.
 *
 * @param batch windows of an update
 * @param validation share of the text, from its end, that is held out
 * @param seed of the first weights, of dropout and of where windows begin
 */
public record WindowSettings(int batch, Updates updates, double validation, long seed) {
    public WindowSettings {
        Check.that(batch >= 1, "a batch must have at least 1 window", batch);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("batch", batch);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static WindowSettings fromJson(JsonObject json) {
        return new WindowSettings(
                json.getInt("batch"), Updates.read(json), json.getDouble("validation"), json.getLong("seed"));
    }
}
