package dev.unroll.train;

import dev.unroll.io.JsonObject;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a training saves, beside when a validation was the best so far and at its end, and what is kept.
 *
 * @param epochs whether at the end of every epoch
 * @param steps after so many updates, 0 for not by their count
 * @param time after so long, 0 for not by the clock
 * @param keep so many of the newest checkpoints stay, and the best one
 */
public record SavePolicy(boolean epochs, long steps, Duration time, int keep) {
    /** At every epoch's end and every minute; two are kept: should the newest be damaged, the one before it is there. */
    public static final SavePolicy STANDARD = new SavePolicy(true, 0, Duration.ofMinutes(1), 2);

    private static final Pattern WHEN = Pattern.compile("(\\d{1,12})([smh]?)");

    public SavePolicy {
        if (steps < 0 || time.isNegative()) {
            throw new IllegalArgumentException("a training saves after at least 1 update or some time, got " + steps
                    + " updates and " + time.toSeconds() + " s");
        }
        if (keep < 1) {
            throw new IllegalArgumentException("at least 1 checkpoint must be kept, got " + keep);
        }
    }

    /** After so many updates, and at no other time. */
    public SavePolicy everySteps(long count) {
        return new SavePolicy(false, count, Duration.ZERO, keep);
    }

    /** Every so often, and at no other time. */
    public SavePolicy every(Duration interval) {
        return new SavePolicy(false, 0, interval, keep);
    }

    /**
     * The same in a few characters: {@code 500} updates, {@code 30s}, {@code 10m}, {@code 2h}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public SavePolicy every(String when) {
        Matcher matcher = WHEN.matcher(when);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "a training saves every 500 (updates), 30s, 10m or 2h, or the like; got " + when);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> every(Duration.ofSeconds(count));
            case "m" -> every(Duration.ofMinutes(count));
            case "h" -> every(Duration.ofHours(count));
            default -> everySteps(count);
        };
    }

    public SavePolicy keeping(int count) {
        return new SavePolicy(epochs, steps, time, count);
    }

    /**
     * Whether it is time to.
     *
     * @param step updates made
     * @param nanos since it was last time to
     */
    boolean isDue(long step, boolean epochEnds, long nanos) {
        return (epochs && epochEnds) || (steps > 0 && step % steps == 0) || (!time.isZero() && nanos > time.toNanos());
    }

    /** For a file. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("epochs", epochs)
                .put("steps", steps)
                .put("seconds", time.toMillis() * 1e-3)
                .put("keep", keep);
    }

    /** The way back of {@link #toJson}. */
    public static SavePolicy fromJson(JsonObject json) {
        return new SavePolicy(
                json.getBoolean("epochs"),
                json.getLong("steps"),
                Duration.ofMillis(Math.round(1e3 * json.getDouble("seconds"))),
                json.getInt("keep"));
    }
}
