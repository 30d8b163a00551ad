package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Updates;

/**
 * How a {@link Classifier} is trained.
 *
 * @param batch items of an update
 * @param least how often a word must come in training to be known
 * @param vectors file of word vectors that words begin with (see {@link dev.unroll.data.WordVectors}), empty for none
 * @param balanced whether classes count alike in the loss, however many items they have
 * @param validation share of the items held out
 * @param seed of the first weights, of dropout, of the order and of what is held out
 */
public record ClassifySettings(
        int batch, int least, String vectors, Updates updates, boolean balanced, double validation, long seed) {
    /** Batches of 32, updated as everything here is. */
    public static ClassifySettings standard() {
        return new ClassifySettings(32, 1, "", Updates.standard(), false, 0.1, 1);
    }

    public ClassifySettings {
        Check.that(batch >= 1, "a batch must have at least 1 item", batch);
        Check.that(least >= 1, "a word must come at least once to be known", least);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    JsonObject toJson() {
        JsonObject json =
                new JsonObject().put("batch", batch).put("least", least).put("vectors", vectors);
        updates.write(json);
        return json.put("balanced", balanced).put("validation", validation).put("seed", seed);
    }

    public static ClassifySettings fromJson(JsonObject json) {
        return new ClassifySettings(
                json.getInt("batch"),
                json.getInt("least"),
                json.getString("vectors"),
                Updates.read(json),
                json.has("balanced") && json.getBoolean("balanced"),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
