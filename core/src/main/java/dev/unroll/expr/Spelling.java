package dev.unroll.expr;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one was probably meant to be. */
public final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /** The known name fewest edits away, if it is near enough to be a slip of the pen; the first of equals. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        // Replacing every letter is no slip: at least one has to stay.
        int fewest = Math.min(MOST_EDITS, word.length() - 1) + 1;
        String nearest = null;
        for (String candidate : known) {
            int edits = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** "did you mean NAME?" for the nearest known name, or empty. */
    public static String suggestion(String word, Collection<String> known) {
        return nearest(word, known).map(name -> "did you mean " + name + "?").orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours (the restricted Damerau–Levenshtein distance). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
