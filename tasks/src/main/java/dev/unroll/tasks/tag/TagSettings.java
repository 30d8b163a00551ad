package dev.unroll.tasks.tag;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.Updates;

/**
 * How a {@link Tagger} is trained.
 *
 * @param batch sentences of an update
 * @param least how often a word must come in training to be known
 * @param wordDropout probability with which a word that comes once in training is read as one that is not known, for such come later
 * @param vectors file of word vectors that words begin with (see {@link dev.unroll.data.WordVectors}), empty for none
 * @param validation share of the sentences held out, where none are given for that
 * @param seed of the first weights, of dropout, of the order and of what is held out
 */
public record TagSettings(
        int batch, int least, double wordDropout, String vectors, Updates updates, double validation, long seed)
        implements Recipe.Part {
    /** Batches of 32, updated as everything here is. */
    public static TagSettings standard() {
        return new TagSettings(32, 1, 0.5, "", Updates.standard(), 0.1, 1);
    }

    public TagSettings {
        Check.that(batch >= 1, "a batch must have at least 1 sentence", batch);
        Check.that(least >= 1, "a word must come at least once to be known", least);
        Check.that(
                wordDropout >= 0 && wordDropout <= 1,
                "the dropout of words must be at least 0 and at most 1",
                wordDropout);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("batch", batch)
                .put("least", least)
                .put("word_dropout", wordDropout)
                .put("vectors", vectors);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static TagSettings fromJson(JsonObject json) {
        return new TagSettings(
                json.getInt("batch"),
                json.getInt("least"),
                json.getDouble("word_dropout"),
                json.getString("vectors"),
                Updates.read(json),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
