package dev.unroll.train;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.metrics.Histogram;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
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

    private static final int BINS = 30;

    private final Learner learner;
    private final Limit limit;
    private final List<Consumer<Event>> watchers = new ArrayList<>();
    private Progress progress = new Progress();
    private int patience;
    private long measureEvery;
    private @Nullable RunFolder folder;
    private SavePolicy policy = SavePolicy.STANDARD;
    private @Nullable Saver saver;
    private @Nullable Checkpoint best;
    private long resumedAt = -1;
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
     * Stops early: when so many validations in a row were no better than the best, the learner goes back to the state of the
     * best and training ends.
     *
     * @param validations 0 for never; with more, something must be held out
     */
    public Trainer patience(int validations) {
        if (validations < 0) {
            throw new IllegalArgumentException(
                    "the patience must be at least 1 validation (0: endless), got " + validations);
        }
        patience = validations;
        return this;
    }

    /**
     * Looks at every parameter and its gradient, and tells their norms and histograms ({@link Event.Measured}).
     *
     * @param updates after so many of them, 0 for never
     */
    public Trainer measure(long updates) {
        if (updates < 0) {
            throw new IllegalArgumentException(
                    "parameters are looked at after at least 1 update (0: never), got " + updates);
        }
        measureEvery = updates;
        return this;
    }

    /**
     * Saves into a folder, from time to time and whenever a validation is the best so far: a checkpoint, and the model with
     * the lowest validation loss, or the latest one as long as there has been no validation.
     */
    public Trainer keepIn(RunFolder in, SavePolicy when) {
        folder = in;
        policy = when;
        return this;
    }

    /** Goes on from a checkpoint of a learner that was made with the same settings. */
    public Trainer resume(Checkpoint checkpoint) {
        progress = Progress.fromJson(checkpoint.state());
        resumedAt = progress.step();
        learner.restore(checkpoint.arrays(), progress.step());
        return this;
    }

    /** Asks the run to stop after the update at hand, from any thread; it saves and returns. */
    public void stop() {
        stopping = true;
    }

    /**
     * Trains until the limit, until patience is over, or {@link #stop}.
     *
     * @throws DivergedException when the loss is no longer a finite number; what was saved before is kept
     * @throws dev.unroll.io.FileException when the last state could not be saved
     */
    public Event.Done run() {
        saver = folder == null ? null : new Saver(folder, policy, resumedAt);
        try {
            return train();
        } finally {
            if (saver != null) {
                saver.await();
            }
        }
    }

    private Event.Done train() {
        Stopwatch watch = new Stopwatch(learner.unit());
        long perEpoch = learner.stepsPerEpoch();
        FirstNonFinite.atTheBeginning(learner).ifPresent(found -> {
            throw diverged("a weight", progress.step() + 1, Optional.of(found));
        });
        learner.prepare();
        if (saver != null) {
            learner.snapshot(); // makes its arrays now rather than when training waits for them
        }
        progress.begin();
        tell(new Event.Started(progress.step(), perEpoch, limit));
        while (!stopping && !isOver()) {
            update(watch);
            boolean epochEnds = progress.step() % perEpoch == 0;
            boolean isBest = false;
            if (epochEnds || progress.step() % VALIDATE_EVERY == 0) {
                isBest = validate(learner::validated);
            }
            if (saver != null && (isBest || saver.isDue(progress.step(), epochEnds))) {
                save(saver, isBest);
            }
        }
        boolean isBest = !stopping && !progress.isValidated() && validate(loss -> {});
        if (saver != null && changed) {
            save(saver, isBest);
        }
        if (saver != null) {
            saver.await();
            saver.tell(this::tell);
            saver.refuseFailure();
        }
        Event.Ending ending = ending();
        if (ending == Event.Ending.PATIENCE) {
            goBackToTheBest();
        }
        Event.Done end = progress.done(watch.overall(), ending);
        tell(end);
        return end;
    }

    private double done() {
        return limit.progress(progress.step(), learner.stepsPerEpoch(), progress.seconds());
    }

    private boolean isHopeless() {
        return patience > 0 && progress.waited() >= patience;
    }

    private boolean isOver() {
        return isHopeless() || done() >= 1;
    }

    private Event.Ending ending() {
        return isHopeless() ? Event.Ending.PATIENCE : done() < 1 ? Event.Ending.INTERRUPTED : Event.Ending.LIMIT;
    }

    private double epoch() {
        return (double) progress.step() / learner.stepsPerEpoch();
    }

    private void update(Stopwatch watch) {
        long start = System.nanoTime();
        Learner.Outcome outcome = learner.step(progress.step());
        if (!outcome.isFinite()) {
            throw diverged(
                    Double.isFinite(outcome.loss()) ? "the gradient" : "the loss",
                    progress.step() + 1,
                    FirstNonFinite.inStep(learner, progress.step()));
        }
        watch.lap(outcome.items(), (System.nanoTime() - start) * 1e-9);
        progress.update(outcome.loss());
        changed = true;
        if (saver != null) {
            saver.tell(this::tell);
        }
        tell(new Event.Updated(
                progress.step(),
                epoch(),
                outcome.loss(),
                outcome.gradientNorm(),
                watch.recent(),
                progress.seconds(),
                done()));
        if (measureEvery > 0 && progress.step() % measureEvery == 0) {
            tell(new Event.Measured(progress.step(), histograms(Tensor::data), histograms(Tensor::gradientArray)));
        }
    }

    private Map<String, Histogram> histograms(Function<Tensor, float[]> of) {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        learner.model().export(of).forEach((name, t) -> histograms.put(name, Histogram.of(t.data(), BINS)));
        return histograms;
    }

    private DivergedException diverged(String what, long step, Optional<FirstNonFinite> first) {
        return new DivergedException(what, step, first, saver == null ? -1 : saver.savedAt());
    }

    /** Returns whether this validation is the best so far. */
    private boolean validate(DoubleConsumer toLearner) {
        OptionalDouble loss = learner.validate();
        if (loss.isEmpty() && patience > 0) {
            throw new IllegalArgumentException("patience waits for a better validation, but no data is held out;"
                    + " hold some out, or train without patience");
        }
        if (loss.isPresent() && !Double.isFinite(loss.getAsDouble())) {
            throw diverged("the validation loss", progress.step(), FirstNonFinite.inValidation(learner));
        }
        boolean isBest = progress.validated(loss);
        changed = true;
        loss.ifPresent(value -> {
            tell(new Event.Validated(progress.step(), epoch(), value, isBest));
            toLearner.accept(value);
        });
        if (isBest && patience > 0 && saver == null) {
            best = Checkpoint.of(
                    progress.step(), new JsonObject(), learner.snapshot().state());
        }
        learner.sample(progress.step()).ifPresent(text -> tell(new Event.Sampled(progress.step(), text)));
        return isBest;
    }

    private void save(Saver to, boolean isBest) {
        changed = false;
        to.save(learner::snapshot, progress, isBest || !progress.hasBest());
    }

    private void goBackToTheBest() {
        Checkpoint state = saver == null ? best : saver.state(progress.bestStep());
        if (state != null) {
            learner.restore(state.arrays(), state.step());
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
