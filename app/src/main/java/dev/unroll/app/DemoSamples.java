package dev.unroll.app;

import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Sampling;
import dev.unroll.train.Event;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints what a model writes at a few moments of its training, the last at its end. */
final class DemoSamples implements Consumer<Event> {
    /** Parts of the training after which to look: early, where it learns fastest, more often. */
    private static final double[] MOMENTS = {0, 0.1, 0.4};

    private static final int LENGTH = 240;
    private static final int LAST_LENGTH = 600;

    /** A little below 1: fewer slips, and still no sample like the other. */
    private static final double TEMPERATURE = 0.8;

    private final Io io;
    private final LanguageModel model;
    private int next;

    DemoSamples(Io io, LanguageModel model) {
        this.io = io;
        this.model = model;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Updated u && next < MOMENTS.length && u.progress() >= MOMENTS[next]) {
            next++;
            print(u.step(), u.seconds(), u.loss(), LENGTH);
        } else if (event instanceof Event.Done d) {
            print(d.step(), d.seconds(), d.loss(), LAST_LENGTH);
        }
    }

    private void print(long step, double seconds, double loss, int length) {
        String text = model.sampler(new Sampling(TEMPERATURE, 0, 1, step)).text("", length);
        io.out().printf(Locale.ROOT, "%n--- after %,d steps, %.0f s, loss %.2f ---%n%s%n%n", step, seconds, loss, text);
        io.out().flush();
    }
}
