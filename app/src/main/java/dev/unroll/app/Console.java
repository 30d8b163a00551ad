package dev.unroll.app;

import dev.unroll.train.Event;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows a training's progress on stderr: a line that is rewritten on a terminal, else a new one now and then. */
final class Console implements Consumer<Event> {
    /** Seconds between two looks at the figures. */
    private static final double LIVE = 0.25;

    private static final double PLAIN = 5;

    private final Io io;
    private final PeakShare peak;
    private Event.@Nullable Updated last;
    private String validation = "";
    private double lossSum;
    private long losses;
    private double shownAt = Double.NEGATIVE_INFINITY;
    private int liveLength;

    Console(Io io, PeakShare peak) {
        this.io = io;
        this.peak = peak;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.Updated u -> {
                last = u;
                lossSum += u.loss();
                losses++;
                if (u.seconds() - shownAt > (io.live() ? LIVE : PLAIN)) {
                    show(u, !io.live());
                }
            }
            case Event.Validated v -> {
                validation = String.format(Locale.ROOT, "  val %.3f", v.loss());
                if (last != null) {
                    show(last, true);
                }
            }
            case Event.WatcherFailed w -> print("warning: " + w.message() + "; training goes on without it", true);
            case Event.SaveFailed f ->
                print("warning: " + f.message() + "; training goes on, and tries again later", true);
            case Event.Done d -> print("", false);
            case Event.Started s -> {}
            case Event.Measured m -> {}
            case Event.Sampled s -> {}
            case Event.Saved s -> {}
        }
    }

    private void show(Event.Updated u, boolean lasting) {
        double share = peak.share(u.speed().perSecond());
        String ofPeak = Double.isNaN(share) ? "" : String.format(Locale.ROOT, "  %2.0f%% of peak", 100 * share);
        double loss = losses > 0 ? lossSum / losses : u.loss();
        print(
                String.format(
                        Locale.ROOT,
                        "step %6d  epoch %.2f  loss %.3f%s  %,.0f %s/s%s  %s",
                        u.step(),
                        u.epoch(),
                        loss,
                        validation,
                        u.speed().perSecond(),
                        u.speed().unit(),
                        ofPeak,
                        left(u.seconds(), u.progress())),
                lasting);
        shownAt = u.seconds();
        if (lasting) {
            lossSum = 0;
            losses = 0;
        }
    }

    /** Time left if it goes on as it went. */
    static String left(double secondsSoFar, double progress) {
        long seconds = Math.round(Math.max(0, secondsSoFar / progress - secondsSoFar));
        return seconds >= 3600
                ? String.format("%d:%02d:%02d left", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format("%d:%02d left", seconds / 60, seconds % 60);
    }

    /** Writes over the line that is not lasting. */
    private void print(String line, boolean lasting) {
        if (!io.live()) {
            if (lasting) {
                io.err().println(line);
            }
            return;
        }
        io.err()
                .print("\r" + line + " ".repeat(Math.max(0, liveLength - line.length()))
                        + (lasting ? "\n" : line.isEmpty() ? "\r" : ""));
        io.err().flush();
        liveLength = lasting ? 0 : line.length();
    }
}
