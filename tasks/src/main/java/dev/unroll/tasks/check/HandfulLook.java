package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Training;
import dev.unroll.train.Learner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Can the model learn a handful of examples by heart? */
final class HandfulLook {
    private static final int EXAMPLES = 5;
    private static final int UPDATES = 1500;

    /** An attempt that by then has not left so much of the loss at first behind is given up. */
    private static final int HOPELESS_AFTER = 300;

    private static final double HOPELESS = 0.6;

    /** The share of the loss at first that counts as about zero. An attempt ends there: what tells is how soon. */
    private static final double ABOUT_ZERO = 0.05;

    /** Factors on the learning rate, until one does it. */
    private static final double[] FACTORS = {1, 0.1, 0.01, 1e-3, 1e-4, 10};

    private HandfulLook() {}

    /**
     * An attempt to learn them.
     *
     * @param loss the lowest
     */
    private record Attempt(double rate, double loss, int updates) {}

    /** @param rate that did it, NaN if none */
    record Result(Finding finding, double rate) {}

    static Result of(Subject subject) {
        double limit = ABOUT_ZERO * subject.untrained();
        List<Attempt> attempts = new ArrayList<>();
        do {
            attempts.add(attempt(subject, subject.rate() * FACTORS[attempts.size()], limit));
        } while (attempts.getLast().loss() >= limit && attempts.size() < FACTORS.length);
        Attempt first = attempts.getFirst();
        Attempt last = attempts.getLast();
        boolean works = last.loss() < limit;
        JsonObject figures = new JsonObject()
                .put("examples", EXAMPLES)
                .put("loss", first.loss())
                .put("about_zero", limit)
                .put("updates", last.updates())
                .put("works_with_rate", works ? last.rate() : Double.NaN);
        String fault = !works ? "cannot memorise" : attempts.size() > 1 ? "learning rate" : "";
        String says;
        if (!works) {
            says = String.format(
                    Locale.ROOT,
                    "%d examples are not learnt by heart with any learning rate (lowest loss %.4f, about zero is %.4f): the"
                            + " targets cannot be told from what the model sees, equal inputs have different targets, or it is"
                            + " too small",
                    EXAMPLES,
                    attempts.stream()
                            .min(Comparator.comparingDouble(Attempt::loss))
                            .orElseThrow()
                            .loss(),
                    limit);
        } else if (attempts.size() > 1) {
            says = String.format(
                    Locale.ROOT,
                    "%d examples are not learnt by heart with a learning rate of %.3g (loss %.4f), but with %.3g they are:"
                            + " the rate is too %s",
                    EXAMPLES,
                    first.rate(),
                    first.loss(),
                    last.rate(),
                    last.rate() < first.rate() ? "high" : "low");
        } else {
            says = String.format(
                    Locale.ROOT,
                    "%d examples are learnt by heart: %,d updates bring their loss below %.3f, a twentieth of that at first",
                    EXAMPLES,
                    last.updates(),
                    limit);
        }
        return new Result(new Finding("handful", fault, says, figures), works ? last.rate() : Double.NaN);
    }

    private static Attempt attempt(Subject subject, double rate, double limit) {
        Training few = subject.handful(EXAMPLES);
        double lowest = Double.POSITIVE_INFINITY;
        int updates = 0;
        while (updates < UPDATES && lowest >= limit) {
            Learner.Outcome outcome = few.step(updates++, rate);
            if (!Double.isFinite(outcome.loss()) || !Double.isFinite(outcome.gradientNorm())) {
                break;
            }
            lowest = Math.min(lowest, outcome.loss());
            if (updates > HOPELESS_AFTER && lowest > HOPELESS * subject.untrained()) {
                break;
            }
        }
        return new Attempt(rate, lowest, updates);
    }
}
