package dev.unroll.tasks.items;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.Updates;

/**
 * How a model that reads {@link Items} is trained.
 *
 * @param batch items of an update
 * @param least how often a word must come in training to be known
 * @param vectors file of word vectors that words begin with (see {@link dev.unroll.data.WordVectors}), empty for none
 * @param validation share of the items held out
 * @param seed of the first weights, of dropout, of the order and of what is held out
 */
public record ItemSettings(int batch, int least, String vectors, Updates updates, double validation, long seed)
        implements Recipe.Part {
    /** Batches of 32, updated as everything here is. */
    public static ItemSettings standard() {
        return new ItemSettings(32, 1, "", Updates.standard(), 0.1, 1);
    }

    public ItemSettings {
        Check.that(batch >= 1, "a batch must have at least 1 item", batch);
        Check.that(least >= 1, "a word must come at least once to be known", least);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json =
                new JsonObject().put("batch", batch).put("least", least).put("vectors", vectors);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static ItemSettings fromJson(JsonObject json) {
        return new ItemSettings(
                json.getInt("batch"),
                json.getInt("least"),
                json.getString("vectors"),
                Updates.read(json),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
