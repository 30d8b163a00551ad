package dev.unroll.tasks;

import dev.unroll.expr.Spelling;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * A made-up task that no cell can do without remembering something for a given number of steps (Hochreiter and Schmidhuber
 * 1997). Its examples are made when they are needed and never come twice.
 */
public sealed interface MemoryTask extends Task permits AddingTask, CopyTask {
    List<String> NAMES = List.of("adding", "copy");

    String LAG = "lag";

    /**
     * The task of that name.
     *
     * @throws IllegalArgumentException naming all there are, or if the lag is too short for it
     */
    static MemoryTask of(String name, int lag) {
        return switch (name) {
            case "adding" -> new AddingTask(lag);
            case "copy" -> new CopyTask(lag);
            default -> {
                String nearest = Spelling.suggestion(name, NAMES);
                throw new IllegalArgumentException("unknown task " + name + "; there are " + String.join(", ", NAMES)
                        + (nearest.isEmpty() ? "" : "; " + nearest));
            }
        };
    }

    /** The task of a run's configuration. */
    static MemoryTask of(JsonObject config) {
        return of(config.getString("task"), config.getInt(LAG));
    }

    /** The settings that are used where nothing else is said. */
    static JsonObject standard() {
        return settings(new Architecture(Cell.library("lstm"), 64, 1), MemorySettings.standard());
    }

    /** Settings as one object. */
    static JsonObject settings(Architecture model, MemorySettings training) {
        return new JsonObject().put("model", model.toJson()).put("training", training.toJson());
    }

    /** For how many steps something has to be remembered. */
    int lag();

    /** Length of a sequence. */
    int steps();

    /** Numbers in the input of a step. */
    int inputs();

    /** Numbers that a model has to put out at each step that is answered. */
    int outputs();

    /** How many steps are answered: the last ones. */
    int answers();

    /** Mean loss of the best answer that does not look at the input. */
    double guess();

    @Override
    default double guess(JsonObject settings) {
        return guess();
    }

    /** A loss at which the task counts as solved: a tenth of {@link #guess}. */
    default double solved() {
        return guess() / 10;
    }

    /**
     * Some sequences.
     *
     * @param x [steps · sequences × inputs]
     * @param loss of what a model says
     */
    record Examples(Tensor x, Loss loss) {}

    /** The mean loss of answers, whose right ones it knows. */
    interface Loss {
        /**
         * @param outputs of the last so many steps of every sequence, [steps · sequences × outputs]
         * @return one number
         */
        Tensor of(Tape tape, Tensor outputs);
    }

    /**
     * Sequences number {@code first} to {@code first + count - 1} of a seed's endless supply.
     *
     * @param random of the supply
     */
    Examples examples(CounterRandom random, long first, int count);

    @Override
    default JsonObject settings() {
        return standard();
    }

    @Override
    default JsonObject checked(JsonObject settings) {
        return settings(architecture(settings), training(settings));
    }

    @Override
    default JsonObject data() {
        return new JsonObject().put(LAG, lag());
    }

    @Override
    default void refuseOtherData(JsonObject config) {
        if (config.getInt(LAG) != lag()) {
            throw new IllegalArgumentException("this run was started with a lag of " + config.getInt(LAG) + ", not "
                    + lag() + "; resume it with the same, or start a new run");
        }
    }

    @Override
    default MemoryTraining training(Engine engine, JsonObject settings) {
        return new MemoryTraining(engine, this, architecture(settings), training(settings));
    }

    @Override
    default MemoryTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 sequence", examples);
        return new MemoryTraining(engine, this, architecture(settings), training(settings), examples);
    }

    @Override
    default long parameters(JsonObject settings) {
        return architecture(settings).parameterCount(inputs(), outputs());
    }

    private static Architecture architecture(JsonObject settings) {
        Architecture model = Architecture.fromJson(settings.getObject("model"));
        Check.that(
                model.embedding() == 0, "a made-up task reads numbers, so its embedding must be 0", model.embedding());
        return model;
    }

    private static MemorySettings training(JsonObject settings) {
        return MemorySettings.fromJson(settings.getObject("training"));
    }
}
