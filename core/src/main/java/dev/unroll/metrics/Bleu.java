package dev.unroll.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * BLEU (Papineni et al. 2002) as sacreBLEU defines it (Post 2018): of a whole corpus, n-grams of one to four tokens, a missing order
 * smoothed exponentially. What a sentence adds is a few counts; those of a corpus are their sum.
 */
public final class Bleu {
    private static final int ORDER = 4;

    /** What the counts of a sentence are: tokens, those of the reference, then matches and n-grams of each order. */
    private static final int COUNTS = 2 + 2 * ORDER;

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Bleu() {}

    /** What the words of a sentence are. */
    public enum Tokens {
        /** What white space separates: for texts that are tokenised already. */
        NONE,
        /** As {@code mteval-v13a} has it: punctuation apart, but not within numbers. For texts as people write them. */
        MTEVAL_13A
    }

    /** The tokens of a sentence. */
    public static List<String> tokens(String sentence, Tokens by) {
        String text = by == Tokens.NONE ? sentence : apart(sentence);
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(SPACES.split(stripped));
    }

    private static String apart(String sentence) {
        String text = sentence.replace("<skipped>", "")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        return (" " + text + " ")
                .replaceAll("([{-~\\[-` -&(-+:-@/])", " $1 ")
                .replaceAll("([^0-9])([.,])", "$1 $2 ")
                .replaceAll("([.,])([^0-9])", " $1 $2")
                .replaceAll("([0-9])(-)", "$1 $2 ");
    }

    /**
     * What a sentence adds.
     *
     * @param references other people's translations, at least one; an n-gram counts as often as the one that has most of it
     */
    public static long[] counts(List<String> translation, List<List<String>> references) {
        long[] counts = new long[COUNTS];
        counts[0] = translation.size();
        counts[1] = references.stream()
                .mapToInt(List::size)
                .boxed()
                .min((a, b) -> {
                    int nearer = Integer.compare(Math.abs(a - translation.size()), Math.abs(b - translation.size()));
                    return nearer != 0 ? nearer : Integer.compare(a, b);
                })
                .orElseThrow(() -> new IllegalArgumentException("a translation is compared with at least one other"));
        for (int n = 1; n <= ORDER; n++) {
            Map<List<String>, Integer> most = new HashMap<>();
            for (List<String> reference : references) {
                grams(reference, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
            }
            for (Map.Entry<List<String>, Integer> gram : grams(translation, n).entrySet()) {
                counts[1 + n] += Math.min(gram.getValue(), most.getOrDefault(gram.getKey(), 0));
                counts[1 + ORDER + n] += gram.getValue();
            }
        }
        return counts;
    }

    private static Map<List<String>, Integer> grams(List<String> tokens, int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
        return counts;
    }

    /** From 0 to 100, of the sum of {@link #counts}. */
    public static double score(long... counts) {
        double logs = 0;
        double halved = 1;
        long matches = 0;
        for (int n = 1; n <= ORDER; n++) {
            long hits = counts[1 + n];
            long all = counts[1 + ORDER + n];
            if (all == 0) {
                return 0;
            }
            matches += hits;
            halved = hits == 0 ? halved * 2 : halved;
            logs += Math.log(hits == 0 ? 1 / (halved * all) : (double) hits / all) / ORDER;
        }
        double brevity = counts[0] >= counts[1] ? 0 : 1 - (double) counts[1] / counts[0];
        return matches == 0 ? 0 : 100 * Math.exp(logs + brevity);
    }
}
