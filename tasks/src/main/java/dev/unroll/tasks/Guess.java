package dev.unroll.tasks;

import java.util.Arrays;

/** What can be said without looking at an input. */
public final class Guess {
    private Guess() {}

    /** Cross-entropy, in nats, of who knows how frequent each class is and nothing else: the entropy of the classes. */
    public static double entropy(int[] classes, int count) {
        long[] counts = new long[count];
        for (int c : classes) {
            counts[c]++;
        }
        return Arrays.stream(counts)
                .filter(n -> n > 0)
                .mapToDouble(n -> -(double) n / classes.length * Math.log((double) n / classes.length))
                .sum();
    }
}
