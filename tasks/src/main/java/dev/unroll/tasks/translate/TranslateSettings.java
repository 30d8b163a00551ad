package dev.unroll.tasks.translate;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.Updates;

/**
 * How a {@link Translator} is trained.
 *
 * @param batch pairs of an update
 * @param validation share of the pairs that is held out
 * @param seed of the first weights, dropout, order and held-out pairs
 */
public record TranslateSettings(int batch, Updates updates, double validation, long seed) implements Recipe.Part {
    /** Batches of 64, a fiftieth held out. */
    public static TranslateSettings standard() {
        return new TranslateSettings(64, Updates.standard(), 0.02, 1);
    }

    public TranslateSettings {
        Check.that(batch >= 1, "a batch must have at least 1 pair", batch);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("batch", batch);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static TranslateSettings fromJson(JsonObject json) {
        return new TranslateSettings(
                json.getInt("batch"), Updates.read(json), json.getDouble("validation"), json.getLong("seed"));
    }
}
