package dev.unroll.web.serve;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.Lanes;
import java.time.Duration;

/**
 * What a server takes on.
 *
 * @param lanes texts that a model works on at once
 * @param waiting requests that wait for a lane, beyond those that have one; more are told to come again
 * @param length characters of a request's text, and symbols written for it
 * @param time that a request may take, waiting included
 */
public record Limits(int lanes, int waiting, int length, Duration time) {
    public static final Limits STANDARD = new Limits(Lanes.MOST, 128, 100_000, Duration.ofMinutes(5));

    public Limits {
        Check.that(lanes >= 1 && lanes <= Lanes.MOST, "lanes must be 1 to " + Lanes.MOST, lanes);
        Check.that(waiting >= 0 && waiting <= 10_000, "waiting requests must be 0 to 10000", waiting);
        Check.that(length >= 1 && length <= 1_000_000, "the length must be 1 to 1000000 characters", length);
        Check.that(time.toSeconds() >= 1 && time.toDays() <= 1, "the time must be 1 second to a day", time.toSeconds());
    }
}
