package dev.unroll.tasks.items;

/**
 * How loud a sound is over time in bands that are as wide as hearing has them (Davis and Mermelstein 1980): the logarithm of the power
 * in {@link #BANDS} triangular filters, evenly spaced in mel = 2595 log₁₀(1 + f / 700) up to half the rate, of pieces of 25 ms that begin 10 ms
 * apart, each multiplied by Hann's window.
 */
final class LogMel {
    static final int BANDS = 40;

    private static final double PIECE = 0.025;
    private static final double STEP = 0.010;

    /** Of silence, whose logarithm would be infinite. */
    private static final double LEAST = 1e-6;

    private final int piece;
    private final int step;
    private final int size;
    /** By band, the weight of each frequency. */
    private final double[][] filters;

    LogMel(int rate) {
        piece = Math.max(2, (int) (PIECE * rate));
        step = Math.max(1, (int) (STEP * rate));
        size = Integer.highestOneBit(piece - 1) << 1;
        filters = new double[BANDS][size / 2 + 1];
        double top = mel(rate / 2.0);
        for (int b = 0; b < BANDS; b++) {
            double low = frequency(top * b / (BANDS + 1));
            double middle = frequency(top * (b + 1) / (BANDS + 1));
            double high = frequency(top * (b + 2) / (BANDS + 1));
            for (int k = 0; k <= size / 2; k++) {
                double f = (double) k * rate / size;
                filters[b][k] = Math.max(0, Math.min((f - low) / (middle - low), (high - f) / (high - middle)));
            }
        }
    }

    static double mel(double frequency) {
        return 2595 * Math.log10(1 + frequency / 700);
    }

    private static double frequency(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }

    /** [pieces × bands]; a sound shorter than a piece is one, with silence after it. */
    float[] of(float[] samples) {
        int count = Math.max(1, 1 + (samples.length - piece) / step);
        float[] table = new float[Math.multiplyExact(count, BANDS)];
        double[] re = new double[size];
        double[] im = new double[size];
        for (int t = 0; t < count; t++) {
            for (int i = 0; i < size; i++) {
                int at = t * step + i;
                boolean inside = i < piece && at < samples.length;
                re[i] = inside ? samples[at] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / piece)) : 0;
                im[i] = 0;
            }
            Fourier.transform(re, im);
            for (int b = 0; b < BANDS; b++) {
                double power = 0;
                for (int k = 0; k <= size / 2; k++) {
                    power += filters[b][k] * (re[k] * re[k] + im[k] * im[k]);
                }
                table[t * BANDS + b] = (float) Math.log(power + LEAST);
            }
        }
        return table;
    }
}
