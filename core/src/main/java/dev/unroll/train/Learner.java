package dev.unroll.train;

import dev.unroll.io.NamedArray;
import dev.unroll.nn.Module;
import dev.unroll.tensor.Tape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a {@link Trainer} trains: a model, its data and its optimiser behind one interface. A step's data and random
 * numbers are functions of the step's number, so that a run can be taken up at any step.
 */
public interface Learner {
    /** What is trained. After a step its gradients' arrays hold that step's gradient. */
    Module model();

    /** Updates that go through the training data once. */
    long stepsPerEpoch();

    /** What rates count, in the plural: {@code tokens}. */
    String unit();

    /**
     * One update's outcome.
     *
     * @param loss mean over the batch, before the update; the update is not made when it is not finite
     * @param gradientNorm before clipping; the update is not made when it is not finite
     * @param items how many {@link #unit} the batch has
     */
    record Outcome(double loss, double gradientNorm, long items) {
        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /** Gets ready for the first update, outside of what is counted as training. */
    default void prepare() {}

    /** Makes an update from the batch of that number, counted from 0 over all epochs. */
    Outcome step(long step);

    /**
     * Computes once more what the last call of {@link #step} did, as long as it made no update: the losses, and their
     * gradients, which stay. For finding out what went wrong.
     *
     * @param watch of the tape to do it on
     */
    void repeat(long step, Tape.Watch watch);

    /** The mean loss on data held out; empty where none is. Must not change what training does. */
    OptionalDouble validate();

    /**
     * Computes once more what the last call of {@link #validate} did.
     *
     * @param watch of the tape to do it on
     */
    void revalidate(Tape.Watch watch);

    /** Takes note of a validation's loss, which may lower the learning rate of the updates after it. */
    default void validated(double loss) {}

    /** Something to show how far it has come; the same for the same weights and step. */
    Optional<String> sample(long step);

    /**
     * Copies what has been learned. Training stands still meanwhile, so it is no more than copying; the arrays of a file are
     * made of it later, by another thread. The copy is good until the next one is made.
     */
    Snapshot snapshot();

    /** What had been learned at a step. */
    interface Snapshot {
        /** The model for use. */
        List<NamedArray> model();

        /** Everything that the steps to come depend on, beside the step's number: weights, moments, carried states. */
        List<NamedArray> state();
    }

    /**
     * Goes back to a state of a learner that was made with the same settings.
     *
     * @param state by name
     * @param step updates made when it was taken
     */
    void restore(Map<String, NamedArray> state, long step);
}
