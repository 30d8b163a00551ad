package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import java.util.Locale;

/** Which learning rate moves the model, and is the one that is set among them? */
final class RateLook {
    private static final double LOWEST_RATE = 1e-6;
    private static final double HIGHEST_RATE = 10;
    private static final int UPDATES = 150;

    /** The loss has to fall by so much at some rate. */
    private static final double LEAST_FALL = 0.02;

    /** Or rise by so much: a fresh model may be good already, and then rates can only harm it. */
    private static final double LEAST_RISE = 0.2;

    /** So far below a rate that is good it takes too long. */
    private static final double TOO_SLOW = 100;

    private RateLook() {}

    private static Finding finding(String fault, JsonObject figures, String says) {
        return new Finding("rate", fault, says, figures);
    }

    static RateRange test(Subject subject) {
        return RateRange.of(subject.fresh(), LOWEST_RATE, HIGHEST_RATE, UPDATES);
    }

    static Finding of(Subject subject, RateRange test) {
        double rate = subject.rate();
        if (test.rates().length == 0) {
            return finding("not finite", new JsonObject(), "the first loss or its gradient is no finite number");
        }
        double suggestion = test.suggestion();
        JsonObject figures = new JsonObject()
                .put("rate", rate)
                .put("suggestion", suggestion)
                .put("highest", test.highestRate())
                .put("lowest_loss", test.lowestLoss());
        if (test.fall() < LEAST_FALL && test.rise() < LEAST_RISE) {
            return finding(
                    "nothing moves",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "no learning rate from %.0e to %.0e moves the loss: it does not depend on the weights, or the"
                                    + " targets not on the inputs",
                            LOWEST_RATE,
                            HIGHEST_RATE));
        } else if (rate > test.highestRate()) {
            return finding(
                    "learning rate",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the learning rate of %.3g is too high: beyond %.2g the loss rises; take about %.1g",
                            rate,
                            test.highestRate(),
                            suggestion));
        } else if (rate < suggestion / TOO_SLOW) {
            return finding(
                    "learning rate",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the learning rate of %.3g is low: the loss stays low up to %.2g; take about %.1g",
                            rate,
                            test.highestRate(),
                            suggestion));
        } else {
            return finding(
                    "",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the loss stays low up to a learning rate of %.2g; about %.1g is a good one, %.3g is set",
                            test.highestRate(),
                            suggestion,
                            rate));
        }
    }
}
