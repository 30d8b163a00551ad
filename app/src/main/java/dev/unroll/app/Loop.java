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
 */
record Loop(Limit limit, int patience, SavePolicy saving) {
    private static final String LIMIT = "limit";
    private static final String PATIENCE = "patience";
    private static final String SAVING = "saving";

    Loop {
        if (patience < 0) {
            throw new IllegalArgumentException(
                    "the patience must be at least 1 validation (0: endless), got " + patience);
        }
    }

    /** As long as that, with endless patience. */
    static Loop until(Limit limit) {
        return new Loop(limit, 0, SavePolicy.STANDARD);
    }

    Trainer trainer(Learner learner) {
        return new Trainer(learner, limit).patience(patience);
    }

    /** Adds it to a run's configuration. */
    JsonObject in(JsonObject config) {
        return config.put(LIMIT, limit.toJson()).put(PATIENCE, patience).put(SAVING, saving.toJson());
    }

    /** The loop that a run began with. */
    static Loop of(JsonObject config) {
        return new Loop(
                Limit.fromJson(config.getObject(LIMIT)),
                config.has(PATIENCE) ? config.getInt(PATIENCE) : 0,
                config.has(SAVING) ? SavePolicy.fromJson(config.getObject(SAVING)) : SavePolicy.STANDARD);
    }
}
