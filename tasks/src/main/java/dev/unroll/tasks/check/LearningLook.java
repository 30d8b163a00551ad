package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Training;
import java.util.Locale;
import java.util.OptionalDouble;

/** Does the model learn to look at its input? */
final class LearningLook {
    /** By what share a loss has to be below that of a guess. */
    private static final double BETTER = 0.02;

    private LearningLook() {}

    private static Finding finding(String fault, JsonObject figures, String says) {
        return new Finding("learning", fault, says, figures);
    }

    /** @param rate one at which it learns */
    static Finding of(Subject subject, double rate, int updates) {
        Training training = subject.fresh();
        double guess = subject.guess();
        double recent = 0;
        int last = Math.min(20, updates);
        for (int i = 0; i < updates; i++) {
            double loss = training.step(i, rate).loss();
            recent += i >= updates - last ? loss / last : 0;
        }
        OptionalDouble heldOut = training.validate();
        double loss = heldOut.orElse(recent);
        String on = heldOut.isPresent() ? "on data held out" : "in training";
        JsonObject figures =
                new JsonObject().put("updates", updates).put("loss", loss).put("guess", guess);
        boolean fine = loss < (1 - BETTER) * guess;
        return finding(
                fine ? "" : "no relation",
                figures,
                String.format(
                        Locale.ROOT,
                        fine
                                ? "after %,d updates the loss %s is %.4f, that of a guess %.4f"
                                : "after %,d updates the loss %s is %.4f, no better than the %.4f of a guess that does not look at the"
                                        + " input: the labels do not belong to their inputs (shuffled, or shifted against them), or it"
                                        + " takes longer to find out how they do; check some pairs by eye",
                        updates,
                        on,
                        loss,
                        guess));
    }
}
