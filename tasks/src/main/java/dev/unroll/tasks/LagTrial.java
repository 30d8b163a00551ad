package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.train.DivergedException;
import dev.unroll.train.Event;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.util.function.Consumer;

/**
 * Whether a cell learns a {@link MemoryTask}, and after how many updates: it is trained until a validation's loss is below
 * {@link MemoryTask#solved}, or for as many updates as it is given.
 */
public record LagTrial(
        MemoryTask task, LanguageModel.Architecture architecture, MemorySettings settings, long mostSteps) {

    /**
     * What came of it.
     *
     * @param solved whether the task was solved
     * @param steps updates made
     * @param loss of the last validation; NaN if the training diverged
     */
    public record Outcome(boolean solved, long steps, double loss) {
        /** Reads what {@link #toJson} wrote. */
        public static Outcome fromJson(JsonObject json) {
            return new Outcome(json.getBoolean("solved"), json.getLong("steps"), json.getDouble("loss"));
        }

        public JsonObject toJson() {
            return new JsonObject().put("solved", solved).put("steps", steps).put("loss", loss);
        }
    }

    /** Makes it; {@code watcher} hears what happens. */
    public Outcome run(Engine engine, Consumer<Event> watcher) {
        Trainer trainer =
                new Trainer(new MemoryTraining(engine, task, architecture, settings), new Limit.Steps(mostSteps));
        trainer.watch(watcher).watch(event -> {
            if (event instanceof Event.Validated v && v.loss() < task.solved()) {
                trainer.stop();
            }
        });
        try {
            Event.Done done = trainer.run();
            return new Outcome(done.validationLoss() < task.solved(), done.step(), done.validationLoss());
        } catch (DivergedException e) {
            return new Outcome(false, e.step(), Double.NaN);
        }
    }

    /** All that its outcome depends on. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("task", task.name())
                .put("lag", task.lag())
                .put("model", architecture.toJson())
                .put("training", settings.toJson())
                .put("most_steps", mostSteps);
    }
}
