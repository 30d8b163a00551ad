package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.train.Learner;
import dev.unroll.train.Limit;
import dev.unroll.train.SavePolicy;
import dev.unroll.train.Trainer;

/**
 * How the loop of a training goes, whatever is trained; a run goes on with another one where it is told to.
 *
 * @param patience validations in a row without a better one after which it ends, 0 for endless
 * @param measure updates after which parameters and gradients are looked at, 0 for never
 * @param tensorBoard whether it is told to TensorBoard too
 */
record Loop(Limit limit, int patience, SavePolicy saving, long measure, boolean tensorBoard) {
    private static final String LIMIT = "limit";
    private static final String PATIENCE = "patience";
    private static final String SAVING = "saving";
    private static final String MEASURE = "measure";
    private static final String TENSOR_BOARD = "tensorboard";

    Loop {
        if (patience < 0) {
            throw new IllegalArgumentException(
                    "the patience must be at least 1 validation (0: endless), got " + patience);
        }
        if (measure < 0) {
            throw new IllegalArgumentException(
                    "parameters are looked at after at least 1 update (0: never), got " + measure);
        }
    }

    /** As long as that, with endless patience. */
    static Loop until(Limit limit) {
        return new Loop(limit, 0, SavePolicy.STANDARD, 0, false);
    }

    Trainer trainer(Learner learner) {
        return new Trainer(learner, limit).patience(patience).measure(measure);
    }

    /** Adds it to a run's configuration. */
    JsonObject in(JsonObject config) {
        return config.put(LIMIT, limit.toJson())
                .put(PATIENCE, patience)
                .put(SAVING, saving.toJson())
                .put(MEASURE, measure)
                .put(TENSOR_BOARD, tensorBoard);
    }

    /** The loop that a run began with. */
    static Loop of(JsonObject config) {
        return new Loop(
                Limit.fromJson(config.getObject(LIMIT)),
                config.has(PATIENCE) ? config.getInt(PATIENCE) : 0,
                config.has(SAVING) ? SavePolicy.fromJson(config.getObject(SAVING)) : SavePolicy.STANDARD,
                config.has(MEASURE) ? config.getLong(MEASURE) : 0,
                config.has(TENSOR_BOARD) && config.getBoolean(TENSOR_BOARD));
    }
}
