package dev.unroll.data;

/**
 * Sequences of feature vectors side by side, time-major: those of sequence b at step t are row t · B + b.
 *
 * @param values [T · B × width], zero past the end of a sequence
 * @param time T, the length of the longest
 * @param lengths of each sequence
 */
public record FeatureBatch(float[] values, int width, int time, int[] lengths) {
    /** B, how many sequences there are. */
    public int size() {
        return lengths.length;
    }
}
