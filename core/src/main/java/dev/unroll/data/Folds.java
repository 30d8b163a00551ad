package dev.unroll.data;

import dev.unroll.kernel.CounterRandom;

/**
 * Deals examples into parts of about equal size for a cross-validation, by a hash of each one's key: as with {@link
 * HashSplit} an example stays in its part whatever is added or taken away, and examples of one key are never parted.
 *
 * @param count of the parts, at least 2
 * @param seed another one deals anew
 */
public record Folds(int count, long seed) {
    public Folds {
        if (count < 2) {
            throw new IllegalArgumentException("a cross-validation needs at least 2 folds, got " + count);
        }
    }

    /** The part, from 0, that an example of that key is in. */
    public int of(String key) {
        return (int) (CounterRandom.named(seed, key).uniform(0) * count);
    }
}
