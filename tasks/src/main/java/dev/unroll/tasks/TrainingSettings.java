package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.Truncation;

/**
 * How a {@link LanguageModel} is trained.
 *
 * @param sequence characters read between two updates
 * @param reach characters that a gradient is carried back through, at least {@code sequence}
 * @param batch how many sequences are read side by side
 * @param checkpointEvery steps after which states are kept for the backward pass, 0 to keep everything; see {@link
 *     RecurrentOptions}
 * @param validation share of the text, from its end, that is held out
 * @param seed of the first weights and of dropout
 */
public record TrainingSettings(
        int sequence, int reach, int batch, int checkpointEvery, Updates updates, double validation, long seed) {

    /** What has served character models well since char-rnn: 50 sequences of 50. */
    public static TrainingSettings standard() {
        return new TrainingSettings(50, 50, 50, 0, Updates.standard(), 0.05, 1);
    }

    public TrainingSettings {
        Check.that(sequence >= 1, "a sequence must have at least 1 character", sequence);
        Check.that(reach >= sequence, "the reach must be at least the sequence, " + sequence, reach);
        Check.that(batch >= 1, "a batch must have at least 1 sequence", batch);
        Check.that(checkpointEvery >= 0, "checkpoints must be at least 1 step apart (0 for none)", checkpointEvery);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    /** How backpropagation through time is cut short. */
    public Truncation truncation() {
        return new Truncation(sequence, reach);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("sequence", sequence)
                .put("reach", reach)
                .put("batch", batch)
                .put("checkpoint_every", checkpointEvery);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static TrainingSettings fromJson(JsonObject json) {
        return new TrainingSettings(
                json.getInt("sequence"),
                json.has("reach") ? json.getInt("reach") : json.getInt("sequence"),
                json.getInt("batch"),
                json.has("checkpoint_every") ? json.getInt("checkpoint_every") : 0,
                Updates.read(json),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
