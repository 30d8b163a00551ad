package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;

/** What is looked at: a task with settings, of which each look makes trainings of its own, anew from the same seed. */
record Subject(Engine engine, Task task, JsonObject settings) {
    /** As a person would train it; but classes count as they come, since that is what a guess knows. */
    static Subject of(Engine engine, Task task, JsonObject settings) {
        String balanced = "training.balanced";
        return new Subject(
                engine,
                task,
                Settings.leaves(settings).containsKey(balanced) ? Settings.with(settings, balanced, false) : settings);
    }

    Training fresh() {
        return task.training(engine, settings);
    }

    /** On a few examples alone, without all that keeps a model from learning them by heart. */
    Training handful(int examples) {
        JsonObject plain = settings;
        for (var leaf : Settings.leaves(settings).entrySet()) {
            String path = leaf.getKey();
            String key = path.substring(path.lastIndexOf('.') + 1);
            if (key.contains("dropout") || key.contains("zoneout") || key.equals("weight_decay") || key.equals("l1")) {
                plain = Settings.with(plain, path, leaf.getValue() instanceof String ? "0" : (Object) 0.0);
            } else if (key.equals("variational")) {
                plain = Settings.with(plain, path, false);
            } else if (key.equals("accumulate")) {
                plain = Settings.with(plain, path, 1);
            }
        }
        return task.handful(engine, plain, examples);
    }

    /** See {@link Task#untrained}. */
    double untrained() {
        return task.untrained(settings);
    }

    /** See {@link Task#guess}. */
    double guess() {
        return task.guess(settings);
    }

    /** The learning rate that is set. */
    double rate() {
        return settings.getObject("training").getDouble("learning_rate");
    }
}
