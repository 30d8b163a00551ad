package dev.unroll.metrics;

import dev.unroll.metrics.Spans.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many spans there are, were said, and were said rightly: with both ends and the type.
 */
public record SpanCounts(long right, long said, long hits) {
    public static final SpanCounts NONE = new SpanCounts(0, 0, 0);

    /** Of one sequence. */
    public static SpanCounts of(List<Span> right, List<Span> said) {
        Set<Span> both = new HashSet<>(right);
        both.retainAll(new HashSet<>(said));
        return new SpanCounts(right.size(), said.size(), both.size());
    }

    public SpanCounts plus(SpanCounts other) {
        return new SpanCounts(right + other.right, said + other.said, hits + other.hits);
    }

    /** NaN where nothing was said. */
    public double precision() {
        return (double) hits / said;
    }

    /** NaN where there are none. */
    public double recall() {
        return (double) hits / right;
    }

    /** 2 · hits / (right + said), the harmonic mean of precision and recall; NaN where none are right or said. */
    public double f1() {
        return 2.0 * hits / (right + said);
    }
}
