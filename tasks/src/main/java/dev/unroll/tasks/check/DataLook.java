package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Training;
import java.util.Locale;

/** Is there anything to learn, and are the numbers that the model reads of a size that it can read? */
final class DataLook {
    static final String NAME = "data";
    static final String NO_TARGETS = "no targets";

    private DataLook() {}

    private static Finding finding(String fault, JsonObject figures, String says) {
        return new Finding(NAME, fault, says, figures);
    }

    static Finding of(Subject subject) {
        Training training = subject.fresh();
        Training.Look look = training.look(0);
        JsonObject figures = new JsonObject().put("targets", look.items());
        if (look.items() == 0) {
            return finding(
                    NO_TARGETS,
                    figures,
                    "the first batch asks for nothing: a mask, or lengths of zero, hide every target; check what the"
                            + " targets are made of");
        }
        Inputs inputs = training.inputs(0).map(Inputs::of).orElse(null);
        if (inputs == null) {
            return finding(
                    "",
                    figures,
                    String.format(Locale.ROOT, "%,d targets in the first batch; the inputs are symbols", look.items()));
        }
        figures.put("root_mean_square", inputs.all())
                .put("largest_column", inputs.column())
                .put("mean", inputs.mean())
                .put("deviation", inputs.deviation());
        if (!inputs.finite()) {
            return finding(
                    "inputs",
                    figures,
                    "the inputs have values that are no finite numbers; fill or leave out what is missing");
        } else if (inputs.areTooLarge() || inputs.areTooSmall()) {
            return finding(
                    "inputs",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the inputs are not normalised: column %d has a mean of %.4g and a deviation of %.4g, and the root mean"
                                    + " square of all is %.4g; standardise them to mean 0 and deviation 1",
                            inputs.column() + 1,
                            inputs.mean(),
                            inputs.deviation(),
                            inputs.all()));
        } else {
            return finding(
                    "",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "%,d targets in the first batch; the root mean square of the inputs is %.3g, of their largest column"
                                    + " %.3g",
                            look.items(),
                            inputs.all(),
                            inputs.largest()));
        }
    }
}
