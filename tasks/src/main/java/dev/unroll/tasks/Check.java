package dev.unroll.tasks;

/** Refuses settings out of their range. */
public final class Check {
    private Check() {}

    /** @throws IllegalArgumentException saying the rule and the value, unless it holds */
    public static void that(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }
}
