package dev.unroll.tasks.translate;

import dev.unroll.data.Subwords;
import dev.unroll.tasks.TimeMajor;
import java.util.List;

/**
 * Pairs side by side, padded to the longest: row t · batch + b is piece t of pair b.
 *
 * @param sources each followed by the end
 * @param before what the decoder reads: the beginning, then the target
 * @param answers what comes after each of these, the end after the last; −1 past it
 */
record PairBatch(int[] sources, int[] sourceLengths, int[] before, int[] answers, int[] targetLengths) {
    /** @param targets empty lists of pieces where there are none yet */
    static PairBatch of(List<int[]> sources, List<int[]> targets, boolean reverse) {
        int[][] read = sources.stream().map(s -> ended(s, reverse)).toArray(int[][]::new);
        int[][] answers = targets.stream().map(t -> ended(t, false)).toArray(int[][]::new);
        int[][] before = answers.clone();
        for (int b = 0; b < before.length; b++) {
            before[b] = new int[answers[b].length];
            before[b][0] = Subwords.BEGIN;
            System.arraycopy(answers[b], 0, before[b], 1, before[b].length - 1);
        }
        return new PairBatch(
                TimeMajor.rows(0, read),
                TimeMajor.lengths(read),
                TimeMajor.rows(0, before),
                TimeMajor.rows(-1, answers),
                TimeMajor.lengths(answers));
    }

    private static int[] ended(int[] pieces, boolean reverse) {
        int[] ended = new int[pieces.length + 1];
        for (int t = 0; t < pieces.length; t++) {
            ended[t] = pieces[reverse ? pieces.length - 1 - t : t];
        }
        ended[pieces.length] = Subwords.END;
        return ended;
    }
}
