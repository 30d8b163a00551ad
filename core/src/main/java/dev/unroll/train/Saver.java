package dev.unroll.train;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.Checkpoints;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.NamedArray;
import dev.unroll.io.RunFolder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves a training into its run's folder while it goes on. Training stands still only to be copied; a thread of its own
 * writes the copy, one at a time and in order: the next one is made when the last one is on the disk.
 *
 * <p>What cannot be written costs no older checkpoint and does not stop the training: it is told, and tried again when the
 * next one is due. A best state is held until it is written, or until there is a better one.
 */
final class Saver {
    private final RunFolder folder;
    private final SavePolicy policy;
    private final Checkpoints checkpoints;
    private final Queue<Event> news = new ConcurrentLinkedQueue<>();
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
    private volatile @Nullable Copy unsaved;
    private volatile @Nullable FileException failure;
    private volatile long savedAt;
    private long dueSince = System.nanoTime();

    /** @param savedAt updates made in the state that the folder has already; negative for none */
    Saver(RunFolder folder, SavePolicy policy, long savedAt) {
        this.folder = folder;
        this.policy = policy;
        this.savedAt = savedAt;
        checkpoints = folder.checkpoints(policy.keep());
    }

    /**
     * A state to be saved.
     *
     * @param progress how far the training had come
     * @param bestStep updates made in the best state so far, whose checkpoint stays; negative for none
     * @param asModel whether it is also the model for use
     */
    private record Copy(Learner.Snapshot state, long step, JsonObject progress, long bestStep, boolean asModel) {}

    boolean isDue(long step, boolean epochEnds) {
        return policy.isDue(step, epochEnds, System.nanoTime() - dueSince);
    }

    /** Copies a state and has it written: as the model for use where it is that, and then as a checkpoint. */
    void save(Supplier<Learner.Snapshot> state, Progress progress, boolean asModel) {
        await();
        dueSince = System.nanoTime();
        Copy held = unsaved;
        if (held != null && held.asModel() && !asModel) {
            write(held); // here and now, since the next copy replaces it
            if (failure != null) {
                return;
            }
        }
        Copy copy = new Copy(state.get(), progress.step(), progress.toJson(), progress.bestStep(), asModel);
        writing = CompletableFuture.runAsync(
                () -> write(copy),
                task -> Thread.ofPlatform().name("checkpoint").start(task));
    }

    private void write(Copy copy) {
        try {
            List<NamedArray> model = copy.state().model();
            refuseNonFinite(model, copy.step());
            if (copy.asModel()) {
                folder.model().writeWeights(model, copy.progress());
            }
            checkpoints.save(
                    Checkpoint.of(copy.step(), copy.progress(), copy.state().state()), copy.bestStep());
            savedAt = copy.step();
            unsaved = null;
            failure = null;
            news.add(new Event.Saved(copy.step()));
        } catch (FileException e) {
            unsaved = copy;
            failure = e;
            news.add(new Event.SaveFailed(copy.step(), String.valueOf(e.getMessage())));
        }
    }

    /** A state that training cannot go on from must not take the place of one that it can. */
    private static void refuseNonFinite(List<NamedArray> model, long step) {
        for (NamedArray array : model) {
            for (float number : array.data()) {
                if (!Float.isFinite(number)) {
                    throw new FileException("what was learned by step " + step + " is not saved, since " + array.name()
                            + " has " + number + " in it; lower the learning rate");
                }
            }
        }
    }

    /** Tells what became of saves since it was last asked. */
    void tell(Consumer<Event> to) {
        for (Event event = news.poll(); event != null; event = news.poll()) {
            to.accept(event);
        }
    }

    /** Updates made in the last state that is on the disk; negative where none is. */
    long savedAt() {
        await();
        return savedAt;
    }

    /** The state that was saved after so many updates. */
    Checkpoint state(long step) {
        await();
        return checkpoints.at(step);
    }

    /** Waits until what was copied has been written, or has failed to be. */
    void await() {
        writing.join();
    }

    /** @throws FileException if the last state could not be saved */
    void refuseFailure() {
        FileException last = failure;
        if (last != null) {
            throw last;
        }
    }
}
