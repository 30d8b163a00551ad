package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import java.util.function.Function;

/**
 * A {@link Task} before it has data: what it is called, and its settings as values on one side and as JSON on the other.
 *
 * @param name one word
 * @param model what is trained where nothing else is said
 * @param readModel reads what {@link Part#toJson} of one gives
 * @param training how, where nothing else is said
 * @param readTraining reads what {@link Part#toJson} of one gives
 * @param <M> says what is trained
 * @param <T> says how
 */
public record Recipe<M extends Recipe.Part, T extends Recipe.Part>(
        String name, M model, Function<JsonObject, M> readModel, T training, Function<JsonObject, T> readTraining) {
    private static final String MODEL = "model";
    private static final String TRAINING = "training";
    private static final String TASK = "task";

    /** One of the two objects that settings are made of. */
    public interface Part {
        JsonObject toJson();
    }

    /** The settings that are used where nothing else is said. */
    public JsonObject standard() {
        return settings(model, training);
    }

    /** Settings as one object. */
    public JsonObject settings(M what, T how) {
        return new JsonObject().put(MODEL, what.toJson()).put(TRAINING, how.toJson());
    }

    /** What settings say is trained. */
    public M model(JsonObject settings) {
        return readModel.apply(settings.getObject(MODEL));
    }

    /** What settings say about how. */
    public T training(JsonObject settings) {
        return readTraining.apply(settings.getObject(TRAINING));
    }

    /** As {@link Task#checked}. */
    public JsonObject checked(JsonObject settings) {
        return settings(model(settings), training(settings));
    }

    /** Whether a model's configuration was written by a training of it. */
    public boolean made(JsonObject config) {
        return config.getString(TASK).equals(name);
    }
}
