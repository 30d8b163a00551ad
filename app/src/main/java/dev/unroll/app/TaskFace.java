package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.train.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task as the command line shows it: the options that name its data and its settings, and the words around it. */
interface TaskFace {
    /** {@link Task#name}. */
    String name();

    /** {@link Task#settings}, known without the data. */
    JsonObject standard();

    /** How long to train where nothing else is said. */
    Limit standardLimit();

    /**
     * Settings with what the options say in their place.
     *
     * @param limit how long the training will be
     */
    JsonObject settings(JsonObject base, Limit limit);

    /**
     * Reads the data.
     *
     * @param began configuration of the run that goes on; what the options leave open is as it is there
     */
    Task task(@Nullable JsonObject began);

    /** Names of runs that are given none. */
    RunNames runs(String prefix);

    /** The words that name the data once more. */
    List<String> dataWords();

    /**
     * What to do with a trained model, and what to type for it.
     *
     * @param path its folder, quoted
     */
    String next(String path);
}
