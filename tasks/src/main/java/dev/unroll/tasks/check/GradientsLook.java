package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Does every part of the model get a gradient? */
final class GradientsLook {
    /** Updates of a rate that hurts nothing, after which even what starts at zero gets a gradient. */
    private static final int GENTLE_UPDATES = 5;

    private static final double GENTLE_RATE = 1e-4;

    private GradientsLook() {}

    private static Finding finding(String fault, JsonObject figures, String says) {
        return new Finding("gradients", fault, says, figures);
    }

    static Finding of(Subject subject) {
        Training training = subject.fresh();
        for (int i = 0; i < GENTLE_UPDATES; i++) {
            training.step(i, GENTLE_RATE);
        }
        Map<String, Double> norms = training.look(GENTLE_UPDATES).gradients();
        JsonObject figures = new JsonObject();
        List<String> none = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        norms.forEach((name, norm) -> {
            figures.put(name, norm);
            if (!Double.isFinite(norm)) {
                broken.add(name);
            } else if (norm == 0) {
                none.add(name);
            }
        });
        if (!broken.isEmpty()) {
            return finding(
                    "not finite",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the gradient of %s is no finite number; look for a division or a logarithm of zero before it",
                            String.join(", ", broken)));
        } else if (!none.isEmpty()) {
            return finding(
                    "detached",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "%s get%s no gradient at all: detached from the loss, never used, or behind something that is always"
                                    + " zero; see that the result of that layer is used",
                            String.join(", ", none),
                            none.size() == 1 ? "s" : ""));
        } else {
            return finding(
                    "",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "all %d tensors get a gradient, with norms from %.2g to %.2g",
                            norms.size(),
                            norms.values().stream().mapToDouble(n -> n).min().orElse(0),
                            norms.values().stream().mapToDouble(n -> n).max().orElse(0)));
        }
    }
}
