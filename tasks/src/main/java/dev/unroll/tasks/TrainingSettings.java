package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.optim.Clip;
import dev.unroll.optim.UpdateRule;
import java.util.Locale;

/**
 * How a {@link LanguageModel} is trained.
 *
 * @param sequence characters that a gradient is carried back through
 * @param batch how many sequences are read side by side
 * @param rule of the optimiser
 * @param validation share of the text, from its end, that is held out
 * @param seed of the first weights and of dropout
 */
public record TrainingSettings(
        int sequence, int batch, UpdateRule rule, double learningRate, Clip clip, double validation, long seed) {

    /** What has served character models well since char-rnn: Adam at 0.002 on 50 sequences of 50, norm clipped at 5. */
    public static TrainingSettings standard() {
        return new TrainingSettings(50, 50, UpdateRule.adam(), 0.002, Clip.norm(5), 0.05, 1);
    }

    public TrainingSettings {
        Check.that(sequence >= 1, "a sequence must have at least 1 character", sequence);
        Check.that(batch >= 1, "a batch must have at least 1 sequence", batch);
        Check.that(
                learningRate > 0 && Double.isFinite(learningRate), "the learning rate must be above 0", learningRate);
        Check.that(
                validation >= 0 && validation < 1,
                "the share for validation must be at least 0 and below 1",
                validation);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("sequence", sequence)
                .put("batch", batch)
                .put("optimizer", rule.name())
                .put("learning_rate", learningRate)
                .put(
                        "clip",
                        new JsonObject()
                                .put("by", clip.by().name().toLowerCase(Locale.ROOT))
                                .put("limit", clip.limit()))
                .put("validation", validation)
                .put("seed", seed);
    }

    public static TrainingSettings fromJson(JsonObject json) {
        JsonObject clip = json.getObject("clip");
        double written = clip.getDouble("limit");
        double limit = Double.isNaN(written) ? Double.POSITIVE_INFINITY : written; // JSON has no infinity
        return new TrainingSettings(
                json.getInt("sequence"),
                json.getInt("batch"),
                UpdateRule.named(json.getString("optimizer")),
                json.getDouble("learning_rate"),
                clip.getString("by").equals("value") ? Clip.value(limit) : Clip.norm(limit),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
