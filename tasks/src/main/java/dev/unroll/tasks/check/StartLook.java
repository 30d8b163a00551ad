package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Training;
import java.util.Locale;

/** Does the model begin where one without knowledge should? */
final class StartLook {
    private static final int BATCHES = 16;

    private StartLook() {}

    private static Finding finding(String fault, JsonObject figures, String says) {
        return new Finding("start", fault, says, figures);
    }

    static Finding of(Subject subject) {
        Training training = subject.fresh();
        double sum = 0;
        for (int i = 0; i < BATCHES; i++) {
            sum += training.look(i).loss();
        }
        double loss = sum / BATCHES;
        double expected = subject.untrained();
        JsonObject figures = new JsonObject().put("loss", loss).put("expected", expected);
        boolean fine = Math.abs(loss - expected) <= 0.2 * expected;
        return finding(
                fine ? "" : "first loss",
                figures,
                String.format(
                        Locale.ROOT,
                        fine
                                ? "the first loss is %.4f, and %.4f is that of answers without knowledge"
                                : "the first loss is %.4f, but answers without knowledge have %.4f: look for inputs or first weights"
                                        + " that are too large, a loss that sums where it should take the mean, or targets out of"
                                        + " their range",
                        loss,
                        expected));
    }
}
