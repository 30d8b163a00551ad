package dev.unroll.tasks.gpt;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Updates;

/**
 * How a {@link GptModel} is trained.
 *
 * @param batch windows of an update
 * @param validation share of the text, from its end, that is held out
 * @param seed of the first weights, of dropout and of where windows begin
 */
public record GptSettings(int batch, Updates updates, double validation, long seed) {
    /** Batches of 12, a tenth of the text held out. */
    public static GptSettings standard() {
        return new GptSettings(12, Updates.standard(), 0.1, 1);
    }

    public GptSettings {
        Check.that(batch >= 1, "a batch must have at least 1 window", batch);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("batch", batch);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static GptSettings fromJson(JsonObject json) {
        return new GptSettings(
                json.getInt("batch"), Updates.read(json), json.getDouble("validation"), json.getLong("seed"));
    }
}
