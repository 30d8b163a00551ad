package dev.unroll.tasks.translate;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * How a translation is chosen.
 *
 * @param beam how many are written side by side, of which the best is taken; 1 is greedy
 * @param penalty α of the length penalty of Wu et al. (2016): ln p is divided by ((5 + pieces) / 6)^α; 0 for none
 * @param sampling has pieces drawn instead; null to take what is likeliest
 */
public record Decoding(int beam, double penalty, @Nullable Sampling sampling) {
    /** Five side by side, the penalty that Wu et al. mention first. */
    public static final Decoding STANDARD = new Decoding(5, 0.6, null);

    public static final Decoding GREEDY = new Decoding(1, 0, null);

    private static final int MOST = 64;

    public Decoding {
        Check.that(beam >= 1 && beam <= MOST, "a beam must be 1 to " + MOST + " wide", beam);
        Check.that(penalty >= 0 && penalty <= 10, "the length penalty must be 0 to 10", penalty);
        Check.that(sampling == null || beam == 1, "translations that are drawn have a beam of 1", beam);
    }

    /** What hypotheses of different lengths are compared by. */
    double score(double logProbability, int pieces) {
        return logProbability / Math.pow((5.0 + pieces) / 6, penalty);
    }
}
