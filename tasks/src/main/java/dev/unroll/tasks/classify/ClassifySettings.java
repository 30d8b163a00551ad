package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Updates;

/**
 * How a {@link Classifier} is trained.
 *
 * @param batch items of an update
 * @param least how often a word must come in training to be known
 * @param validation share of the items held out
 * @param seed of the first weights, of dropout, of the order and of what is held out
 */
public record ClassifySettings(int batch, int least, Updates updates, double validation, long seed) {
    /** Adam at 0.001 on batches of 32. */
    public static ClassifySettings standard() {
        Updates updates =
                new Updates(UpdateRule.adam(), 0.001, new Schedule.Constant(), Clip.norm(5), Decay.NONE, 0, 1);
        return new ClassifySettings(32, 1, updates, 0.1, 1);
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
        JsonObject json = new JsonObject().put("batch", batch).put("least", least);
        updates.write(json);
        return json.put("validation", validation).put("seed", seed);
    }

    public static ClassifySettings fromJson(JsonObject json) {
        return new ClassifySettings(
                json.getInt("batch"),
                json.getInt("least"),
                Updates.read(json),
                json.getDouble("validation"),
                json.getLong("seed"));
    }
}
