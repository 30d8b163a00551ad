package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;
import dev.unroll.train.Learner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of finding settings, before any long training: is there something to learn, does the model start where it should,
 * does every part of it get a gradient, can it learn a handful of examples by heart, which learning rate moves it, and does
 * it learn to look at its input? Each is a training of its own, made anew from the same seed, so that all is as repeatable as a
 * training is.
 */
public final class Checkup {
    private static final int LOOKS = 4;
    private static final int HANDFUL = 5;
    private static final int HANDFUL_UPDATES = 1500;

    /** An attempt that by then has not left so much of the loss at first behind is given up. */
    private static final int HOPELESS_AFTER = 300;

    private static final double HOPELESS = 0.6;

    /** The share of the loss at first that counts as about zero. */
    private static final double ABOUT_ZERO = 0.05;

    /** Factors on the learning rate with which to learn the handful, until one does it. */
    private static final double[] ATTEMPTS = {1, 0.1, 0.01, 1e-3, 1e-4, 10};

    private static final double LOWEST_RATE = 1e-6;
    private static final double HIGHEST_RATE = 10;
    private static final int RANGE_UPDATES = 150;

    /** The loss has to fall by so much at some rate. */
    private static final double LEAST_FALL = 0.02;

    /** So far below a rate that is good it takes too long. */
    private static final double TOO_SLOW = 100;

    /** Updates of a rate that hurts nothing, after which even what starts at zero gets a gradient. */
    private static final int GENTLE_UPDATES = 5;

    private static final double GENTLE_RATE = 1e-4;

    /** By what share a loss has to be below that of a guess. */
    private static final double BETTER = 0.02;

    private final Engine engine;
    private final Task task;
    private final JsonObject settings;
    private final int updates;
    private final Consumer<Finding> watcher;
    private final List<Finding> findings = new ArrayList<>();
    private final double configuredRate;
    private @Nullable RateRange range;

    /**
     * @param updates of the training that has to learn to look at its input
     * @param watcher hears of each finding when it is made
     */
    public Checkup(Engine engine, Task task, JsonObject settings, int updates, Consumer<Finding> watcher) {
        this.engine = engine;
        this.task = task;
        this.settings = settings;
        this.updates = updates;
        this.watcher = watcher;
        configuredRate = settings.getObject("training").getDouble("learning_rate");
    }

    /** Looks at everything that can be looked at; what is senseless after a fault is left out. */
    public List<Finding> run() {
        if (!data()) {
            return findings;
        }
        start();
        gradients();
        double works = handful();
        boolean good = rate();
        if (!Double.isNaN(works)) {
            // A rate that is wrong has been said to be; labels are another question.
            learning(good || range == null ? works : range.suggestion());
        }
        return findings;
    }

    /** What the test for a learning rate has shown, if it came to that. */
    public @Nullable RateRange range() {
        return range;
    }

    private void found(String look, String fault, JsonObject figures, String says) {
        Finding finding = new Finding(look, fault, says, figures);
        findings.add(finding);
        watcher.accept(finding);
    }

    private Training fresh() {
        return task.training(engine, settings);
    }

    /** Returns whether there is anything to learn. */
    private boolean data() {
        Training training = fresh();
        Training.Look look = training.look(0);
        JsonObject figures = new JsonObject().put("targets", look.items());
        if (look.items() == 0) {
            found(
                    "data",
                    "no targets",
                    figures,
                    "the first batch asks for nothing: a mask, or lengths of zero, hide every target; check what the"
                            + " targets are made of");
            return false;
        }
        Inputs inputs = training.inputs(0).map(Inputs::of).orElse(null);
        if (inputs == null) {
            found(
                    "data",
                    "",
                    figures,
                    String.format(Locale.ROOT, "%,d targets in the first batch; the inputs are symbols", look.items()));
            return true;
        }
        figures.put("root_mean_square", inputs.all())
                .put("largest_column", inputs.column())
                .put("mean", inputs.mean())
                .put("deviation", inputs.deviation());
        if (!inputs.finite()) {
            found(
                    "data",
                    "inputs",
                    figures,
                    "the inputs have values that are no finite numbers; fill or leave out what is missing");
        } else if (inputs.areTooLarge() || inputs.areTooSmall()) {
            found(
                    "data",
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
            found(
                    "data",
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
        return true;
    }

    private void start() {
        Training training = fresh();
        double sum = 0;
        for (int i = 0; i < LOOKS; i++) {
            sum += training.look(i).loss();
        }
        double loss = sum / LOOKS;
        double expected = task.untrained();
        JsonObject figures = new JsonObject().put("loss", loss).put("expected", expected);
        boolean fine = Math.abs(loss - expected) <= 0.2 * expected;
        found(
                "start",
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

    private void gradients() {
        Training training = fresh();
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
            found(
                    "gradients",
                    "not finite",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the gradient of %s is no finite number; look for a division or a logarithm of zero before it",
                            String.join(", ", broken)));
        } else if (!none.isEmpty()) {
            found(
                    "gradients",
                    "detached",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "%s get%s no gradient at all: detached from the loss, never used, or behind something that is always"
                                    + " zero; see that the result of that layer is used",
                            String.join(", ", none),
                            none.size() == 1 ? "s" : ""));
        } else {
            found(
                    "gradients",
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

    /** Returns the learning rate that did it, NaN if none. */
    private double handful() {
        double limit = ABOUT_ZERO * task.untrained();
        List<Double> lowest = new ArrayList<>();
        double first = Double.NaN;
        double works = Double.NaN;
        for (double factor : ATTEMPTS) {
            double loss = memorise(configuredRate * factor, limit);
            first = Double.isNaN(first) ? loss : first;
            lowest.add(loss);
            if (loss < limit) {
                works = configuredRate * factor;
                break;
            }
        }
        JsonObject figures = new JsonObject()
                .put("examples", HANDFUL)
                .put("loss", first)
                .put("about_zero", limit)
                .put("works_with_rate", works);
        if (works == configuredRate) {
            found(
                    "handful",
                    "",
                    figures,
                    String.format(
                            Locale.ROOT, "%d examples are learnt by heart: their loss falls to %.4f", HANDFUL, first));
        } else if (!Double.isNaN(works)) {
            found(
                    "handful",
                    "learning rate",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "%d examples are not learnt by heart with a learning rate of %.3g (loss %.4f), but with %.3g they are:"
                                    + " the rate is too %s",
                            HANDFUL,
                            configuredRate,
                            first,
                            works,
                            works < configuredRate ? "high" : "low"));
        } else {
            found(
                    "handful",
                    "cannot memorise",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "%d examples are not learnt by heart with any learning rate (lowest loss %.4f, about zero is %.4f): the"
                                    + " targets cannot be told from what the model sees, equal inputs have different targets, or it is"
                                    + " too small",
                            HANDFUL,
                            lowest.stream().mapToDouble(l -> l).min().orElse(Double.NaN),
                            limit));
        }
        return works;
    }

    /** Returns the lowest loss of an attempt. */
    private double memorise(double rate, double limit) {
        Training few = task.handful(engine, plain(settings), HANDFUL);
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < HANDFUL_UPDATES && !(lowest < limit); i++) {
            Learner.Outcome outcome = few.step(i, rate);
            if (!Double.isFinite(outcome.loss()) || !Double.isFinite(outcome.gradientNorm())) {
                break;
            }
            lowest = Math.min(lowest, outcome.loss());
            if (i == HOPELESS_AFTER && lowest > HOPELESS * task.untrained()) {
                break;
            }
        }
        return lowest;
    }

    /** Without all that keeps a model from learning by heart. */
    private static JsonObject plain(JsonObject settings) {
        JsonObject plain = settings;
        for (String path : Settings.leaves(settings).keySet()) {
            String key = path.substring(path.lastIndexOf('.') + 1);
            if (key.contains("dropout") || key.contains("zoneout") || key.equals("weight_decay") || key.equals("l1")) {
                plain = Settings.with(plain, path, 0.0);
            } else if (key.equals("accumulate")) {
                plain = Settings.with(plain, path, 1);
            }
        }
        return plain;
    }

    /** Returns whether the rate that is set is a good one. */
    private boolean rate() {
        RateRange test = RateRange.of(fresh(), LOWEST_RATE, HIGHEST_RATE, RANGE_UPDATES);
        range = test;
        if (test.rates().length == 0) {
            found("rate", "not finite", new JsonObject(), "the first loss or its gradient is no finite number");
            return false;
        }
        double suggestion = test.suggestion();
        JsonObject figures = new JsonObject()
                .put("rate", configuredRate)
                .put("suggestion", suggestion)
                .put("highest", test.highestRate())
                .put("lowest_loss", test.lowestLoss());
        if (test.fall() < LEAST_FALL) {
            found(
                    "rate",
                    "nothing moves",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "no learning rate from %.0e to %.0e lets the loss fall: the loss does not depend on the weights, or the"
                                    + " targets not on the inputs",
                            LOWEST_RATE,
                            HIGHEST_RATE));
        } else if (configuredRate > test.highestRate()) {
            found(
                    "rate",
                    "learning rate",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the learning rate of %.3g is too high: beyond %.2g the loss rises; take about %.1g",
                            configuredRate,
                            test.highestRate(),
                            suggestion));
        } else if (configuredRate < suggestion / TOO_SLOW) {
            found(
                    "rate",
                    "learning rate",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the learning rate of %.3g is low: the loss stays low up to %.2g; take about %.1g",
                            configuredRate,
                            test.highestRate(),
                            suggestion));
        } else {
            found(
                    "rate",
                    "",
                    figures,
                    String.format(
                            Locale.ROOT,
                            "the loss stays low up to a learning rate of %.2g; about %.1g is a good one, %.3g is set",
                            test.highestRate(),
                            suggestion,
                            configuredRate));
        }
        return findings.getLast().isFine();
    }

    private void learning(double rate) {
        Training training = fresh();
        double guess = task.guess();
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
        found(
                "learning",
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
