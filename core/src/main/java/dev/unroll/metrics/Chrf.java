package dev.unroll.metrics;

import java.util.HashMap;
import java.util.Map;

/**
 * chrF (Popović 2015) as sacreBLEU defines it: the F-score, with recall counting β² times, of the mean precision and recall of character
 * n-grams of one to six, white space left out. Counts add up as those of {@link Bleu} do.
 */
public final class Chrf {
    private static final int ORDER = 6;

    /** chrF2, the usual one. */
    public static final double BETA = 2;

    private Chrf() {}

    /** What a sentence adds: of each order the n-grams of the translation, of the reference, and those that both have. */
    public static long[] counts(String translation, String reference) {
        int[] ours = characters(translation);
        int[] theirs = characters(reference);
        long[] counts = new long[3 * ORDER];
        for (int n = 1; n <= ORDER; n++) {
            Map<String, Integer> known = grams(theirs, n);
            int at = 3 * (n - 1);
            for (Map.Entry<String, Integer> gram : grams(ours, n).entrySet()) {
                counts[at] += known.isEmpty() ? 0 : gram.getValue();
                counts[at + 2] += Math.min(gram.getValue(), known.getOrDefault(gram.getKey(), 0));
            }
            counts[at + 1] = Math.max(0, theirs.length - n + 1);
        }
        return counts;
    }

    private static int[] characters(String text) {
        return text.codePoints().filter(c -> !Character.isWhitespace(c)).toArray();
    }

    private static Map<String, Integer> grams(int[] characters, int n) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= characters.length; i++) {
            counts.merge(new String(characters, i, n), 1, Integer::sum);
        }
        return counts;
    }

    /** From 0 to 100, of the sum of {@link #counts}. */
    public static double score(double beta, long... counts) {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int at = 0; at < counts.length; at += 3) {
            if (counts[at] > 0 && counts[at + 1] > 0) {
                precision += (double) counts[at + 2] / counts[at];
                recall += (double) counts[at + 2] / counts[at + 1];
                orders++;
            }
        }
        double factor = beta * beta;
        return precision + recall == 0
                ? 0
                : 100 * (1 + factor) * precision * recall / ((factor * precision + recall) * orders);
    }
}
