package dev.unroll.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How often each class was taken for which, and the figures that follow from it. */
public final class Confusion {
    private final long[][] counts;

    /** Of so many classes, nothing answered yet. */
    public Confusion(int classes) {
        counts = new long[classes][classes];
    }

    /** Takes up an answer. */
    public void add(int right, int said) {
        counts[right][said]++;
    }

    public int classes() {
        return counts.length;
    }

    /** Answers of {@code said} where {@code right} was right. */
    public long count(int right, int said) {
        return counts[right][said];
    }

    /** Answers by what is right and what was said, [classes][classes]; a copy. */
    public long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** How many answers there are. */
    public long count() {
        return IntStream.range(0, classes()).mapToLong(this::rightly).sum();
    }

    /** Answers where a class was right. */
    private long rightly(int c) {
        return Arrays.stream(counts[c]).sum();
    }

    /** Answers of a class. */
    private long said(int c) {
        return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
    }

    /** NaN where nothing was answered. */
    public double accuracy() {
        return (double) IntStream.range(0, classes())
                        .mapToLong(c -> counts[c][c])
                        .sum()
                / count();
    }

    /** Of the answers of a class those that are right; NaN where there are none. */
    public double precision(int c) {
        return (double) counts[c][c] / said(c);
    }

    /** Of the answers where a class is right those that say so; NaN where there are none. */
    public double recall(int c) {
        return (double) counts[c][c] / rightly(c);
    }

    /** 2 · hits / (right + said), the harmonic mean of precision and recall; NaN for a class that is neither right nor said. */
    public double f1(int c) {
        return 2.0 * counts[c][c] / (rightly(c) + said(c));
    }

    /** The mean F1 of the classes that are right or said anywhere. */
    public double macroF1() {
        return IntStream.range(0, classes())
                .mapToDouble(this::f1)
                .filter(f -> !Double.isNaN(f))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * F1 of the hits, misses and false alarms of some classes together, as for tags whose "none" is no class; of all classes
     * it is the {@link #accuracy}.
     */
    public double microF1(int... of) {
        long hits = 0;
        long both = 0;
        for (int c : of) {
            hits += counts[c][c];
            both += rightly(c) + said(c);
        }
        return 2.0 * hits / both;
    }
}
