package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Module;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Group;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import java.util.Locale;

/**
 * How parameters are updated, whatever is trained.
 *
 * @param rule of the optimiser
 * @param learningRate the first one
 * @param schedule how it changes
 * @param clip of the gradient
 * @param decay of matrices; vectors are not decayed
 * @param averaging decay of the running average of the parameters that is validated and saved in their place, 0 for none
 * @param accumulate batches whose mean gradient makes one update
 */
public record Updates(
        UpdateRule rule,
        double learningRate,
        Schedule schedule,
        Clip clip,
        Decay decay,
        double averaging,
        int accumulate) {

    /** What has served character models well since char-rnn: Adam at 0.002, norm clipped at 5. */
    public static Updates standard() {
        return new Updates(UpdateRule.adam(), 0.002, new Schedule.Constant(), Clip.norm(5), Decay.NONE, 0, 1);
    }

    public Updates {
        Check.that(
                learningRate > 0 && Double.isFinite(learningRate), "the learning rate must be above 0", learningRate);
        Check.that(
                averaging >= 0 && averaging < 1, "the decay of the average must be at least 0 and below 1", averaging);
        Check.that(accumulate >= 1, "an update needs at least 1 batch", accumulate);
    }

    Optimizer optimizer(Engine engine, Module module) {
        return new Optimizer(engine, rule.averaging(averaging), clip, Group.of(module, decay));
    }

    LearningRate rate(long stepsPerEpoch) {
        return new LearningRate(learningRate, schedule, stepsPerEpoch);
    }

    /** Adds them to an object of settings. */
    public void write(JsonObject json) {
        json.put("optimizer", rule.name())
                .put("learning_rate", learningRate)
                .put("schedule", schedule.print())
                .put(
                        "clip",
                        new JsonObject()
                                .put("by", clip.by().name().toLowerCase(Locale.ROOT))
                                .put("limit", clip.limit()))
                .put("weight_decay", decay.l2())
                .put("l1", decay.l1())
                .put("averaging", averaging)
                .put("accumulate", accumulate);
    }

    /** Reads what {@link #write} has added. */
    public static Updates read(JsonObject json) {
        JsonObject clip = json.getObject("clip");
        double written = clip.getDouble("limit");
        double limit = Double.isNaN(written) ? Double.POSITIVE_INFINITY : written; // JSON has no infinity
        return new Updates(
                UpdateRule.named(json.getString("optimizer")),
                json.getDouble("learning_rate"),
                Schedule.parse(json.getString("schedule")),
                clip.getString("by").equals("value") ? Clip.value(limit) : Clip.norm(limit),
                new Decay(json.getDouble("weight_decay"), json.getDouble("l1")),
                json.getDouble("averaging"),
                json.getInt("accumulate"));
    }
}
