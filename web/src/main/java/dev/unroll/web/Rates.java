package dev.unroll.web;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunMetrics;
import dev.unroll.io.RunMetrics.Table;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Schedule;
import java.util.Optional;

/** The learning rates of a run's updates. They are not noted: its settings and its validations say what they were. */
final class Rates {
    private Rates() {}

    /** By row of the updates; empty where the settings name no schedule, or nothing has begun. */
    static Optional<float[]> of(JsonObject config, RunMetrics metrics) {
        Optional<Table> steps = metrics.table("step");
        Optional<Table> started = metrics.table("started");
        if (steps.isEmpty() || started.isEmpty() || !config.has("training")) {
            return Optional.empty();
        }
        JsonObject training = config.getObject("training");
        if (!training.has("schedule") || !training.has("learning_rate")) {
            return Optional.empty();
        }
        LearningRate rate = new LearningRate(
                training.getDouble("learning_rate"), Schedule.parse(training.getString("schedule")), Math.max(1, (long)
                        started.get().last("steps_per_epoch")));
        Table validations = metrics.table("validation").orElseGet(Table::new);
        float[] losses = validations.column("val_loss").orElseGet(() -> new float[0]);
        float[] rates = new float[steps.get().rows()];
        int validated = 0;
        for (int i = 0; i < rates.length; i++) {
            long before = steps.get().steps()[i] - 1;
            while (validated < validations.rows() && validations.steps()[validated] <= before) {
                rate.validated(losses[validated++]);
            }
            rates[i] = (float) rate.at(before);
        }
        return Optional.of(rates);
    }
}
