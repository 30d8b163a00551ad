package dev.unroll.data;

import dev.unroll.kernel.CounterRandom;

/**
 * Splits examples into parts by a hash of each one's key (a file's name, a sentence, a speaker), so that an example stays in
 * its part whatever is added to the data or taken away. Examples that know each other belong under one key.
 *
 * @param validation share of the keys that is held out while training
 * @param test share that is kept for the end
 * @param seed another one splits anew
 */
public record HashSplit(double validation, double test, long seed) {
    public enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    public HashSplit {
        if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
            throw new IllegalArgumentException("the shares for validation and test are " + validation + " and " + test
                    + "; they must be at least 0 and leave something for training");
        }
    }

    /** Where an example of that key belongs. */
    public Part of(String key) {
        double place = CounterRandom.named(seed, key).uniform(0);
        return place < test ? Part.TEST : place < test + validation ? Part.VALIDATION : Part.TRAINING;
    }
}
