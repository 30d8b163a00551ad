package dev.unroll.tasks;

import dev.unroll.loss.ElementLoss;
import dev.unroll.loss.Pinball;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What a model's answers are, and the loss that makes them so. It prints as it is parsed. */
public sealed interface Objective {
    /** {@code squared}: means. */
    record Squared() implements Objective {}

    /** {@code absolute}: medians. */
    record Absolute() implements Objective {}

    /** {@code huber:1}: between the two, squares up to a distance in deviations. */
    record Huber(double delta) implements Objective {
        public Huber {
            Check.that(delta > 0 && Double.isFinite(delta), "Huber's distance must be above 0", delta);
        }
    }

    /** {@code quantile:0.1,0.5,0.9}: several answers, each with so large a share of the values below it. */
    record Quantiles(Pinball loss) implements Objective {}

    /** @throws IllegalArgumentException if it is none */
    static Objective parse(String text) {
        String[] parts = text.split(":", 2);
        try {
            return switch (parts[0]) {
                case "squared" -> new Squared();
                case "absolute" -> new Absolute();
                case "huber" -> new Huber(parts.length == 1 ? 1 : Double.parseDouble(parts[1]));
                case "quantile" ->
                    new Quantiles(
                            new Pinball(Arrays.stream((parts.length == 1 ? "0.1,0.5,0.9" : parts[1]).split(",", -1))
                                    .map(Double::valueOf)
                                    .toList()));
                default ->
                    throw new IllegalArgumentException(
                            "a loss is squared, absolute, huber[:DISTANCE] or quantile[:Q,Q,...], got " + text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + parts[1] + "\" in the loss " + text + " is no number", e);
        }
    }

    default String print() {
        return switch (this) {
            case Squared s -> "squared";
            case Absolute a -> "absolute";
            case Huber h -> "huber:" + h.delta;
            case Quantiles q ->
                "quantile:" + q.loss.quantiles().stream().map(String::valueOf).collect(Collectors.joining(","));
        };
    }

    /** The quantiles that are answered, rising; none where a single number is. */
    default List<Double> quantiles() {
        return this instanceof Quantiles q ? q.loss.quantiles() : List.of();
    }

    /** Numbers answered for each value. */
    default int answers() {
        return Math.max(1, quantiles().size());
    }

    /** Which of them is the one to name where one is asked for: that nearest to the median. */
    default int point() {
        int best = 0;
        for (int i = 1; i < quantiles().size(); i++) {
            best = Math.abs(quantiles().get(i) - 0.5) < Math.abs(quantiles().get(best) - 0.5) ? i : best;
        }
        return best;
    }

    /** The mean over all elements of two tables [windows × values · answers]. */
    default Tensor mean(Tape tape, Tensor answers, Tensor targets) {
        return switch (this) {
            case Squared s -> ElementLoss.squared().mean(tape, answers, targets);
            case Absolute a -> ElementLoss.absolute().mean(tape, answers, targets);
            case Huber h -> ElementLoss.huber(h.delta).mean(tape, answers, targets);
            case Quantiles q -> q.loss.mean(tape, answers, targets);
        };
    }

    /** The loss of one answer, number {@code which} of those for its value. */
    default double of(double answer, double target, int which) {
        double off = Math.abs(answer - target);
        return switch (this) {
            case Squared s -> off * off;
            case Absolute a -> off;
            case Huber h -> {
                double near = Math.min(off, h.delta);
                yield near * (off - 0.5 * near);
            }
            case Quantiles q -> Pinball.of(q.loss.quantiles().get(which), answer, target);
        };
    }

    /** The answer that is about the best for all of some values alike. */
    default double constant(double[] values, int which) {
        double share = switch (this) {
            case Squared s -> Double.NaN;
            case Huber h -> Double.NaN;
            case Absolute a -> 0.5;
            case Quantiles q -> q.loss.quantiles().get(which);
        };
        if (Double.isNaN(share)) {
            return Arrays.stream(values).average().orElseThrow();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * sorted.length)];
    }
}
