package dev.unroll.app;

import dev.unroll.tasks.Recipe;
import dev.unroll.train.Limit;

/**
 * The options that say what a task trains and how; what is not given is as it is in a base.
 *
 * @param <M> says what is trained
 * @param <T> says how
 */
interface TaskOptions<M extends Recipe.Part, T extends Recipe.Part> {
    M architecture(M base);

    /** @param limit how long the training will be */
    T settings(T base, Limit limit);
}
