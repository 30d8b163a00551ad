package dev.unroll.tasks.check;

import dev.unroll.tasks.Training;
import dev.unroll.train.Learner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The learning-rate range test (Smith 2017): one short training whose rate rises with every update, from one at which nothing
 * moves to one at which the loss runs away.
 *
 * @param rates rising, one for each update
 * @param losses running mean, before the update
 * @param ranAway whether the loss went away for good at a rate above the last
 */
public record RateRange(double[] rates, double[] losses, boolean ranAway) {
    private static final double MEMORY = 0.9;

    /** So many times the lowest loss is away for good. */
    private static final double AWAY = 3;

    /** A loss has risen when so much of its fall is lost. */
    private static final double RISE = 0.1;

    /** How far below the rates that let it rise. */
    private static final double SAFETY = 10;

    /** Updates over which a fall is measured. */
    private static final int SPAN = 4;

    /** The updates at first in which a running mean is of too few losses to compare. */
    private static final int WARM = 5;

    /** Makes it; it ends early when the loss has run away. */
    public static RateRange of(Training fresh, double from, double to, int updates) {
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        double mean = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < updates; i++) {
            double rate = from * Math.pow(to / from, (double) i / (updates - 1));
            Learner.Outcome outcome = fresh.step(i, rate);
            mean = MEMORY * mean + (1 - MEMORY) * outcome.loss();
            double smooth = mean / (1 - Math.pow(MEMORY, i + 1.0));
            if (!Double.isFinite(outcome.gradientNorm()) || smooth > AWAY * lowest) {
                break;
            }
            lowest = Math.min(lowest, smooth);
            rates.add(rate);
            losses.add(smooth);
        }
        return new RateRange(array(rates), array(losses), rates.size() < updates);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private int lowest() {
        int best = Math.min(WARM, losses.length - 1);
        for (int i = best; i < losses.length; i++) {
            best = losses[i] < losses[best] ? i : best;
        }
        return best;
    }

    /** Up to where the loss stays low: beyond it, it rises. */
    public double highestRate() {
        int last = lowest();
        double high = lowestLoss() + RISE * (losses[0] - lowestLoss());
        while (last + 1 < losses.length && losses[last + 1] <= high) {
            last++;
        }
        return rates[last];
    }

    public double lowestLoss() {
        return losses[lowest()];
    }

    /** By what part of its lowest the loss rose after that; without bounds where it ran away. */
    public double rise() {
        return ranAway ? Double.POSITIVE_INFINITY : losses[losses.length - 1] / lowestLoss() - 1;
    }

    /** By what part of itself the loss fell. */
    public double fall() {
        return 1 - lowestLoss() / losses[0];
    }

    /**
     * A rate to begin with: where the loss falls fastest, but well below where it rises. Where it is lowest says less, since
     * it may stay low over orders of magnitude. One digit says it well enough.
     */
    public double suggestion() {
        int steepest = 0;
        double most = 0;
        for (int i = 0; i + SPAN < losses.length && i + SPAN <= lowest(); i++) {
            double fall = losses[i] - losses[i + SPAN];
            if (fall > most) {
                most = fall;
                steepest = i + SPAN / 2;
            }
        }
        return Double.parseDouble(
                String.format(Locale.ROOT, "%.0e", Math.min(rates[steepest], highestRate() / SAFETY)));
    }
}
