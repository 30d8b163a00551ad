package dev.unroll.tasks;

import java.util.Arrays;

/** Sequences of tokens side by side, padded to the longest: row t · batch + b is step t of sequence b. */
public final class TimeMajor {
    private TimeMajor() {}

    public static int[] rows(int padding, int[]... sequences) {
        int batch = sequences.length;
        int steps = Arrays.stream(sequences).mapToInt(s -> s.length).max().orElse(0);
        int[] rows = new int[Math.multiplyExact(steps, batch)];
        Arrays.fill(rows, padding);
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < sequences[b].length; t++) {
                rows[t * batch + b] = sequences[b][t];
            }
        }
        return rows;
    }

    public static int[] lengths(int[]... sequences) {
        return Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
    }
}
