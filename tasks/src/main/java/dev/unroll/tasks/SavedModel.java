package dev.unroll.tasks;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.SafeTensors;
import dev.unroll.io.Weights;
import dev.unroll.nn.Module;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads models that trainings wrote. */
public final class SavedModel {
    private SavedModel() {}

    /** A model that is not made yet: how many numbers it has, and how it is made with all of them zero. */
    public record Blank<M extends Module>(long parameters, Supplier<M> make) {}

    /** What a model's files say it is. */
    public interface Description<M extends Module> {
        Blank<M> read(ModelFolder folder, JsonObject config);
    }

    /**
     * Reads a model that a training of a task wrote.
     *
     * @param does what such a model does, for messages
     * @throws FileException if the folder has none or one of another task, it is damaged, or a later Unroll wrote it
     */
    public static <M extends Module> M open(Path path, Recipe<?, ?> recipe, String does, Description<M> description) {
        return open(path, (folder, config) -> {
            if (!recipe.made(config)) {
                throw new FileException(
                        path + " is a model for " + config.getString("task") + ", not one that " + does);
            }
            return description.read(folder, config);
        });
    }

    /**
     * Reads a model whose task the description looks at itself.
     *
     * @throws FileException as the other
     */
    public static <M extends Module> M open(Path path, Description<M> description) {
        ModelFolder folder = new ModelFolder(path);
        JsonObject config = folder.config();
        SafeTensors weights = folder.weights();
        try {
            Blank<M> blank = description.read(folder, config);
            // Before anything of the size that config.json asks for is allocated.
            if (blank.parameters() > Weights.elements(weights)) {
                throw new IllegalArgumentException("it has fewer weights than the model needs");
            }
            M model = blank.make().get();
            model.load(Weights.tensors("", weights.arrays()));
            return model;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileException(
                    folder.weightsFile() + " does not fit " + folder.configFile() + ": " + e.getMessage()
                            + "; restore both from a copy",
                    e);
        }
    }
}
