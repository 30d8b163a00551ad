package dev.unroll.tasks.regress;

import java.util.Arrays;

/** The places of numbers in their order, from 1; equal ones share the mean of theirs, as Spearman's correlation has it. */
final class Ranks {
    private Ranks() {}

    static float[] of(float... values) {
        long[] keys = new long[values.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) sortable(values[i]) << 32 | i;
        }
        Arrays.sort(keys);
        float[] ranks = new float[values.length];
        for (int from = 0; from < keys.length; ) {
            int to = from;
            while (to < keys.length && keys[to] >> 32 == keys[from] >> 32) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[(int) keys[i]] = (from + 1 + to) / 2f;
            }
            from = to;
        }
        return ranks;
    }

    /** As a whole number that is as much greater or less; −0 is 0. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    }
}
