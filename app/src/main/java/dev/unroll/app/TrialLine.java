package dev.unroll.app;

import dev.unroll.train.Event;
import java.util.Locale;
import java.util.function.Consumer;

/** One line for one of many trainings: rewritten on a terminal as it goes, and left behind when it has ended. */
final class TrialLine implements Consumer<Event> {
    private static final double LIVE_SECONDS = 0.25;

    private final Io io;
    private final String name;
    private String validation = "";
    private double shownAt;
    private double seconds;
    private int length;

    TrialLine(Io io, String name) {
        this.io = io;
        this.name = name;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.Validated v -> validation = String.format(Locale.ROOT, "  val %.4f", v.loss());
            case Event.Updated u -> {
                seconds = u.seconds();
                if (io.live() && seconds - shownAt > LIVE_SECONDS) {
                    shownAt = seconds;
                    print(String.format(
                            Locale.ROOT,
                            "%s  step %,d  loss %.4f%s  %,.0f %s/s  %s",
                            name,
                            u.step(),
                            u.loss(),
                            validation,
                            u.speed().perSecond(),
                            u.speed().unit(),
                            Console.left(seconds, u.progress())));
                }
            }
            default -> {}
        }
    }

    /** @param how it ended */
    void end(String how) {
        print(String.format(Locale.ROOT, "%s: %s, %.0f s", name, how, seconds));
        io.err().println();
    }

    private void print(String text) {
        String padding = " ".repeat(Math.max(0, length - text.length()));
        io.err().print((io.live() ? "\r" : "") + text + (io.live() ? padding : ""));
        io.err().flush();
        length = text.length();
    }
}
