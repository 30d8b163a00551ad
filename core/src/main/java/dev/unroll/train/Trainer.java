package dev.unroll.train;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.RunFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: updates until a limit, and on the way validates, saves, shows samples and tells those who watch.
 *
 * <pre>{@code
 * new Trainer(learner, new Limit.Epochs(5)).watch(event -> System.err.println(event)).run();
 * }</pre>
 *
 * It may be killed at any instant: taken up from what was saved last, it makes the same updates, bit for bit, as if
 * nothing had happened. What those who watch do, or fail to do, changes nothing.
 */
public final class Trainer {
    /** Updates after which a long epoch is interrupted for a validation. */
    private static final long VALIDATE_EVERY = 1000;

    /** Checkpoints in the folder: should the newest be damaged, the one before it is there. */
    private static final int KEPT = 2;

    private final Learner learner;
    private final Limit limit;
    private final List<Consumer<Event>> watchers = new ArrayList<>();
    private Progress progress = new Progress();
    private @Nullable RunFolder folder;
    private Duration keepEvery = Duration.ofMinutes(1);
    private long keptAt = -1;
    private long keptNanos = System.nanoTime();
    private boolean changed;
    private volatile boolean stopping;

    public Trainer(Learner learner, Limit limit) {
        this.learner = learner;
        this.limit = limit;
    }

    /** Adds someone who is told what happens, on the training thread. One that throws is told nothing more. */
    public Trainer watch(Consumer<Event> watcher) {
        watchers.add(watcher);
        return this;
    }

    /**
     * Saves into a folder: at the end of each epoch and every so often a checkpoint, and the model with the lowest
     * validation loss, or the latest one as long as there has been no validation.
     */
    public Trainer keepIn(RunFolder newFolder, Duration every) {
        folder = newFolder;
        keepEvery = every;
        return this;
    }

    /** Goes on from a checkpoint of a learner that was made with the same settings. */
    public Trainer resume(Checkpoint checkpoint) {
        progress = Progress.fromJson(checkpoint.state());
        keptAt = progress.step();
        learner.restore(checkpoint.arrays(), progress.step());
        return this;
    }

    /** Asks the run to stop after the update at hand, from any thread; it saves and returns. */
    public void stop() {
        stopping = true;
    }

    /**
     * Trains until the limit or {@link #stop}.
     *
     * @throws DivergedException when the loss is no longer a finite number; what was saved before is kept
     */
    public Event.Done run() {
        Stopwatch watch = new Stopwatch(learner.unit());
        long perEpoch = learner.stepsPerEpoch();
        learner.prepare();
        progress.begin();
        tell(new Event.Started(progress.step(), perEpoch, limit));
        while (!stopping && done() < 1) {
            update(watch);
            boolean epochEnds = progress.step() % perEpoch == 0;
            if (epochEnds || progress.step() % VALIDATE_EVERY == 0) {
                validate().ifPresent(learner::validated);
            }
            if (epochEnds || System.nanoTime() - keptNanos > keepEvery.toNanos()) {
                checkpoint();
            }
        }
        if (!stopping && !progress.isValidated()) {
            validate();
        }
        if (changed) {
            checkpoint();
        }
        Event.Done end = new Event.Done(
                progress.step(),
                progress.recentLoss(),
                progress.validationLoss(),
                watch.overall(),
                progress.seconds(),
                done() < 1);
        tell(end);
        return end;
    }

    private double done() {
        return limit.progress(progress.step(), learner.stepsPerEpoch(), progress.seconds());
    }

    private double epoch() {
        return (double) progress.step() / learner.stepsPerEpoch();
    }

    private void update(Stopwatch watch) {
        long start = System.nanoTime();
        Learner.Outcome outcome = learner.step(progress.step());
        if (!outcome.isFinite()) {
            String what = Double.isFinite(outcome.loss()) ? "the gradient" : "the loss";
            throw new DivergedException(what, progress.step() + 1, keptAt);
        }
        watch.lap(outcome.items(), (System.nanoTime() - start) * 1e-9);
        progress.update(outcome.loss());
        changed = true;
        tell(new Event.Updated(
                progress.step(),
                epoch(),
                outcome.loss(),
                outcome.gradientNorm(),
                watch.recent(),
                progress.seconds(),
                done()));
    }

    private OptionalDouble validate() {
        OptionalDouble loss = learner.validate();
        boolean best = progress.validated(loss);
        changed = true;
        if (loss.isPresent()) {
            if (!Double.isFinite(loss.getAsDouble())) {
                throw new DivergedException("the validation loss", progress.step(), keptAt);
            }
            if (best && folder != null) {
                learner.save(folder.model(), progress.toJson());
            }
            tell(new Event.Validated(progress.step(), epoch(), loss.getAsDouble(), best));
        }
        learner.sample(progress.step()).ifPresent(text -> tell(new Event.Sampled(progress.step(), text)));
        return loss;
    }

    private void checkpoint() {
        changed = false;
        keptNanos = System.nanoTime();
        if (folder != null) {
            if (!progress.hasBest()) {
                learner.save(folder.model(), progress.toJson());
            }
            folder.checkpoints(KEPT).save(Checkpoint.of(progress.step(), progress.toJson(), learner.state()));
            keptAt = progress.step();
            tell(new Event.Saved(progress.step()));
        }
    }

    private void tell(Event event) {
        List<Event> failures = new ArrayList<>();
        watchers.removeIf(watcher -> {
            try {
                watcher.accept(event);
                return false;
            } catch (RuntimeException e) {
                failures.add(new Event.WatcherFailed(progress.step(), String.valueOf(e.getMessage())));
                return true;
            }
        });
        failures.forEach(this::tell);
    }
}
