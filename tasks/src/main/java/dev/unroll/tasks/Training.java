package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Module;
import dev.unroll.train.Learner;

/** A learner whose model can be looked at, and whose configuration can be written down: what a {@link Task} makes. */
public interface Training extends Learner {
    /** Entry of the weights' metadata: how far they had been trained. */
    String TRAINED = "trained";

    Engine engine();

    /** The model with the weights that the last update left; {@link #save} writes their average where there is one. */
    Module model();

    /** What the model is, how it is trained and on what: with the data, all that it takes to make this training again. */
    JsonObject config();

    /** What is trained, in a few words. */
    String about();

    /** What the loss is counted in, in the plural; empty where that has no name. */
    default String lossUnit() {
        return "";
    }

    /** Floating-point operations in products for one {@link #unit} of training. */
    double operationsPerItem();

    /** Writes the symbols that the model reads and answers in, where it has any: known at the beginning, they never change. */
    default void saveVocabulary(ModelFolder folder) {}
}
