package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;

/**
 * What people come for: a recipe from data to a trained model. It is bound to its data, and makes trainings on them from
 * settings; the command line, the search for settings and the checks are faces of it and know no task in particular.
 *
 * <pre>{@code
 * Task task = new LanguageModelTask(Corpus.read(List.of("input.txt"), CorpusOptions.DEFAULT));
 * JsonObject settings = Settings.with(task.settings(), "training.learning_rate", 0.005);
 * new Trainer(task.training(engine, settings), new Limit.Epochs(5)).run();
 * }</pre>
 *
 * <p>Settings are an object with two others in it: {@code "model"} says what is trained, {@code "training"} how. A
 * configuration that a run has written holds its settings under the same names, and is good in their place.
 */
public interface Task {
    /** One word, by which a run's configuration and the command line call it. */
    String name();

    /** The settings that are used where nothing else is said, all of them. */
    JsonObject settings();

    /**
     * Settings as this version would write them: what was not known yet when they were written is there too.
     *
     * @throws IllegalArgumentException for a value out of its range
     * @throws dev.unroll.io.FileException for one that is missing or of another type
     */
    JsonObject checked(JsonObject settings);

    /** What a run's configuration says of the data, beside the settings. */
    JsonObject data();

    /**
     * Refuses a run on other data; where they lie does not matter.
     *
     * @param config of the run
     * @throws dev.unroll.io.FileException if files are not the same
     * @throws IllegalArgumentException if what was said of them is not
     */
    void refuseOtherData(JsonObject config);

    /**
     * A fresh model, drawn from the seed in the settings, and everything to train it.
     *
     * @throws IllegalArgumentException if the data are too few for an update, or a setting is out of its range
     */
    Training training(Engine engine, JsonObject settings);

    /** The same on the first few of its examples alone, which are one batch, and with nothing held out. */
    Training handful(Engine engine, JsonObject settings, int examples);

    /** Numbers to train in a model of such settings, counted without making it. */
    long parameters(JsonObject settings);

    /** The loss that a fresh model of such settings should have: for scores of classes ln(classes), for all are about equal. */
    double untrained(JsonObject settings);

    /** The loss of the best answer that does not look at the input: of a guess that knows how frequent each answer is. */
    double guess(JsonObject settings);
}
