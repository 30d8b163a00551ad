package dev.unroll.tasks;

import dev.unroll.io.JsonObject;

/**
 * How a {@link LanguageModel} is trained.
 *
 * @param sequence characters that a gradient is carried back through
 * @param batch how many sequences are read side by side
 * @param validation share of the text, from its end, that is held out
 * @param seed of the first weights and of dropout
 */
public record TrainingSettings(int sequence, int batch, Updates updates, double validation, long seed) {

    /** What has served character models well since char-rnn: 50 sequences of 50. */
    public static TrainingSettings standard() {
        return new TrainingSettings(50, 50, Updates.standard(), 0.05, 1);
    }

    public TrainingSettings {
        Check.that(sequence >= 1, "a sequence must have at least 1 character", sequence);
        Check.that(batch >= 1, "a batch must have at least 1 sequence", batch);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("sequence", sequence).put("batch", batch);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static TrainingSettings fromJson(JsonObject json) {
        return new TrainingSettings(
                json.getInt("sequence"),
                json.getInt("batch"),
                Updates.read(json),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
