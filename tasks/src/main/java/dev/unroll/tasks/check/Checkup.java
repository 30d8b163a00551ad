package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of finding settings, before any long training: is there something to learn, does the model start where it should,
 * does every part of it get a gradient, can it learn a handful of examples by heart, which learning rate moves it, and does
 * it learn to look at its input? Each is a training of its own, made anew from the same seed, so that all is as repeatable as a
 * training is.
 */
public final class Checkup {
    private final Subject subject;
    private final int updates;
    private final Consumer<Finding> watcher;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable RateRange range;

    /**
     * @param updates of the training that has to learn to look at its input
     * @param watcher hears of each finding when it is made
     */
    public Checkup(Engine engine, Task task, JsonObject settings, int updates, Consumer<Finding> watcher) {
        subject = Subject.of(engine, task, settings);
        this.updates = updates;
        this.watcher = watcher;
    }

    /** Looks at everything that can be looked at; what is senseless after a fault is left out. */
    public List<Finding> run() {
        if (found(DataLook.of(subject)).fault().equals(DataLook.NO_TARGETS)) {
            return findings;
        }
        found(StartLook.of(subject));
        found(GradientsLook.of(subject));
        HandfulLook.Result handful = HandfulLook.of(subject);
        found(handful.finding());
        RateRange test = RateLook.test(subject);
        range = test;
        boolean good = found(RateLook.of(subject, test)).isFine();
        if (!Double.isNaN(handful.rate())) {
            // A rate that is wrong has been said to be; labels are another question.
            found(LearningLook.of(
                    subject, good || test.rates().length == 0 ? handful.rate() : test.suggestion(), updates));
        }
        return findings;
    }

    /** What the test for a learning rate has shown, if it came to that. */
    public @Nullable RateRange range() {
        return range;
    }

    private Finding found(Finding finding) {
        findings.add(finding);
        watcher.accept(finding);
        return finding;
    }
}
