package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.train.Event;
import java.util.function.Consumer;

/** Notes now and then in the run's metrics what part of the processor's arithmetic the training uses. */
final class PeakLog implements Consumer<Event> {
    private static final double EVERY_SECONDS = 2;

    private final RunFolder run;
    private final PeakShare peak;
    private double notedAt = Double.NEGATIVE_INFINITY;

    PeakLog(RunFolder run, PeakShare peak) {
        this.run = run;
        this.peak = peak;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Updated u && u.seconds() - notedAt > EVERY_SECONDS) {
            notedAt = u.seconds();
            double share = peak.share(u.speed().perSecond());
            if (!Double.isNaN(share)) {
                run.metric(new JsonObject()
                        .put("event", "peak")
                        .put("step", u.step())
                        .put("seconds", u.seconds())
                        .put("peak_share", share));
            }
        }
    }
}
