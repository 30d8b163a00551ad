package dev.unroll.train;

import dev.unroll.train.Event.Speed;

/** Measures how fast updates are made: over all of them, and over the last few seconds. */
final class Stopwatch {
    /** Seconds after which an update counts for 1/e of a new one. */
    private static final double MEMORY = 3;

    private final String unit;
    private double items;
    private double seconds;
    private double recentItems;
    private double recentSeconds;

    Stopwatch(String unit) {
        this.unit = unit;
    }

    void lap(long newItems, double took) {
        items += newItems;
        seconds += took;
        double decay = Math.exp(-took / MEMORY);
        recentItems = recentItems * decay + newItems;
        recentSeconds = recentSeconds * decay + took;
    }

    Speed recent() {
        return speed(recentItems, recentSeconds);
    }

    Speed overall() {
        return speed(items, seconds);
    }

    private Speed speed(double count, double time) {
        return new Speed(unit, time > 0 ? count / time : 0);
    }
}
