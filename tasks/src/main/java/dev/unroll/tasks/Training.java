package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Learner;
import java.util.Map;
import java.util.Optional;

/** A learner whose model can be looked at, and whose configuration can be written down: what a {@link Task} makes. */
public interface Training extends Learner {
    Engine engine();

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

    /** An update with a learning rate of one's own, in place of what the settings say. */
    Outcome step(long step, double learningRate);

    /**
     * What a batch shows without an update.
     *
     * @param loss mean over the batch
     * @param items how many {@link #unit} have a target
     * @param gradients norm of the gradient of each tensor of the {@link #model}, by PyTorch's names
     */
    record Look(double loss, long items, Map<String, Double> gradients) {}

    /** Runs the first batch of an update and changes no weight; what is carried from batch to batch goes on. */
    Look look(long step);

    /** The numbers that the model reads in that batch, [rows × features]; empty where it reads symbols. */
    default Optional<Tensor> inputs(long step) {
        return Optional.empty();
    }

    /** Writes the symbols that the model reads and answers in, where it has any: known at the beginning, they never change. */
    default void saveVocabulary(ModelFolder folder) {}
}
