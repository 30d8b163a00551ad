package dev.unroll.tasks;

/** Refuses settings out of their range. */
final class Check {
    private Check() {}

    static void that(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }
}
