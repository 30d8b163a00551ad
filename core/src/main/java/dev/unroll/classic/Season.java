package dev.unroll.classic;

import java.util.Arrays;
import java.util.stream.IntStream;

/** After how many steps a series comes round again, as its autocorrelation shows it. */
public final class Season {
    /** The least autocorrelation that tells of a season, and the least by which it must rise above what is between. */
    private static final double LEAST = 0.1;

    /** The same in deviations of the autocorrelation of pure noise, 1/√n. */
    private static final double CHANCE = 4;

    /** A shorter season is taken for the right one, and a longer for its multiple, if it is about as high. */
    private static final double ABOUT = 0.7;

    private static final int MULTIPLES = 8;

    private Season() {}

    /**
     * The shortest lag that is a peak of the autocorrelation, with a second one at twice the lag: of the series' changes, which see it
     * under a level that wanders, or else of the series without its linear trend.
     *
     * @param longest lag that is looked at; at most a quarter of the series is
     * @return 1 where there is no season
     */
    public static int of(double[] series, int longest) {
        double[] changes = IntStream.range(1, series.length)
                .mapToDouble(t -> series[t] - series[t - 1])
                .toArray();
        int season = peak(detrended(changes), longest);
        return season > 1 ? season : peak(detrended(series), longest);
    }

    private static int peak(double[] series, int longest) {
        double[] correlation = autocorrelation(series, Math.min(2 * longest, series.length / 2));
        double least = Math.max(LEAST, CHANCE / Math.sqrt(series.length));
        int[] peaks = IntStream.rangeClosed(2, (correlation.length - 1) / 2)
                .filter(lag -> isPeak(correlation, lag, least))
                .toArray();
        double highest =
                Arrays.stream(peaks).mapToDouble(p -> correlation[p]).max().orElse(0);
        return Arrays.stream(peaks)
                .filter(p -> correlation[p] >= ABOUT * highest)
                .map(p -> sharpened(correlation, p))
                .findFirst()
                .orElse(1);
    }

    /** None from half to one and a half of it is higher, there is a valley before it, and behind that at twice the lag it rises again. */
    private static boolean isPeak(double[] correlation, int lag, double least) {
        double here = correlation[lag];
        int near = lag / 8;
        int last = Math.min(correlation.length - 1, 2 * lag + near);
        return here > least
                && here - lowest(correlation, 1, lag) > least
                && here >= highest(correlation, lag / 2, Math.min(correlation.length - 1, lag * 3 / 2))
                && highest(correlation, 2 * lag - near, last) - lowest(correlation, lag + 1, 2 * lag - 1) > least;
    }

    private static double lowest(double[] of, int from, int to) {
        return Arrays.stream(of, from, to + 1).min().orElseThrow();
    }

    private static double highest(double[] of, int from, int to) {
        return Arrays.stream(of, from, to + 1).max().orElseThrow();
    }

    /** Of the lags near a peak the one whose multiples are the highest, for they tell it more sharply. */
    private static int sharpened(double[] correlation, int peak) {
        int most = peak * 6 / 5;
        int multiples = Math.clamp((correlation.length - 1) / most, 1, MULTIPLES);
        int best = peak;
        double highest = 0;
        for (int lag = Math.max(2, peak * 4 / 5); lag <= most; lag++) {
            double sum = 0;
            for (int i = 1; i <= multiples; i++) {
                sum += correlation[i * lag];
            }
            if (sum > highest) {
                best = lag;
                highest = sum;
            }
        }
        return best;
    }

    private static double[] detrended(double[] series) {
        int n = series.length;
        double middle = (n - 1) / 2.0;
        double mean = 0;
        double along = 0;
        double squares = 0;
        for (int t = 0; t < n; t++) {
            mean += series[t] / n;
            along += (t - middle) * series[t];
            squares += (t - middle) * (t - middle);
        }
        double[] rest = new double[n];
        for (int t = 0; t < n; t++) {
            rest[t] = series[t] - mean - (squares == 0 ? 0 : along / squares * (t - middle));
        }
        return rest;
    }

    /** Of lags 0 to {@code longest}; sums of fewer terms for longer lags are not made up for, since they tell less. */
    private static double[] autocorrelation(double[] series, int longest) {
        double[] all = new double[longest + 1];
        for (int lag = 0; lag <= longest; lag++) {
            for (int t = lag; t < series.length; t++) {
                all[lag] += series[t] * series[t - lag];
            }
        }
        double whole = all[0];
        for (int lag = 0; lag <= longest; lag++) {
            all[lag] = whole > 0 ? all[lag] / whole : 0;
        }
        return all;
    }
}
