package dev.unroll.web;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A curve thinned to what a screen can show. The axis is cut into equal buckets; each keeps the least and the greatest of
 * its values, so that no spike is lost, and their smoothed mean.
 *
 * @param mean by bucket; NaN where it has no value
 * @param low by bucket
 * @param high by bucket
 */
record Curve(float[] mean, float[] low, float[] high) {
    /**
     * @param rows points, in the order of x
     * @param smoothing from 0 (none) to below 1: how much of the running mean each value leaves. It starts at the first
     *     point, whatever part is shown, so that zooming changes nothing
     */
    static Curve of(int rows, IntToDoubleFunction x, IntToDoubleFunction y, Axis axis, double smoothing) {
        int n = axis.buckets();
        double[] sum = new double[n];
        int[] count = new int[n];
        float[] low = new float[n];
        float[] high = new float[n];
        Arrays.fill(low, Float.NaN);
        Arrays.fill(high, Float.NaN);
        double running = 0;
        double weight = 0;
        for (int i = 0; i < rows; i++) {
            double value = y.applyAsDouble(i);
            if (!Double.isFinite(value)) {
                continue;
            }
            running = smoothing * running + (1 - smoothing) * value;
            weight = smoothing * weight + (1 - smoothing);
            int bucket = axis.bucket(x.applyAsDouble(i));
            if (bucket < 0) {
                continue;
            }
            sum[bucket] += running / weight;
            count[bucket]++;
            low[bucket] = count[bucket] == 1 ? (float) value : Math.min(low[bucket], (float) value);
            high[bucket] = count[bucket] == 1 ? (float) value : Math.max(high[bucket], (float) value);
        }
        float[] mean = new float[n];
        for (int b = 0; b < n; b++) {
            mean[b] = count[b] == 0 ? Float.NaN : (float) (sum[b] / count[b]);
        }
        return new Curve(mean, low, high);
    }

    /** Where points lie: {@code buckets} equal parts from {@code from} to {@code to}, both ends included. */
    record Axis(double from, double to, int buckets) {
        int bucket(double x) {
            if (x < from || x > to) {
                return -1;
            }
            return (int) Math.min(buckets - 1, (x - from) / (to - from) * buckets);
        }

        /** The middle of a bucket. */
        double x(int bucket) {
            return from + (bucket + 0.5) * (to - from) / buckets;
        }
    }
}
