package dev.unroll.loss;

import dev.unroll.expr.Expr;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * A loss that compares element by element, written as an expression of the prediction {@code y} and the target {@code t}; its
 * gradient is derived from it.
 *
 * <pre>{@code
 * Tensor loss = ElementLoss.huber(1).mean(tape, prediction, target);
 * Tensor reconstruction = ElementLoss.squared().perRow(tape, decoded, original);
 * }</pre>
 */
public record ElementLoss(Expr expression) {
    private static final List<String> NAMES = List.of("y", "t");

    /** (y − t)². Under a softmax its gradient vanishes where the answer is most wrong: {@link CrossEntropy} is for that. */
    public static ElementLoss squared() {
        return new ElementLoss(Expr.parse("(y - t)^2"));
    }

    /** |y − t|. */
    public static ElementLoss absolute() {
        return new ElementLoss(Expr.parse("abs(y - t)"));
    }

    /** Half the square up to a distance of δ, a straight line from there (Huber 1964). */
    public static ElementLoss huber(double delta) {
        if (!(delta > 0 && Double.isFinite(delta))) {
            throw new IllegalArgumentException("Huber's distance must be above 0, got " + delta);
        }
        Expr near = Expr.parse("min(abs(y - t), d)").substitute(v -> v.equals("d") ? Expr.of(delta) : Expr.var(v));
        return new ElementLoss(
                Expr.parse("n * (abs(y - t) - 0.5 * n)").substitute(v -> v.equals("n") ? near : Expr.var(v)));
    }

    /** −t ln y − (1 − t) ln(1 − y), for a probability y; finite where y is 0 or 1. */
    public static ElementLoss binary() {
        return new ElementLoss(Expr.parse("-(t * log(max(y, 1e-30)) + (1 - t) * log(max(1 - y, 1e-30)))"));
    }

    /** The same where sigmoid(y) is the probability, without ever computing it: ln(1 + e^y) − t y. */
    public static ElementLoss binaryOfLogits() {
        return new ElementLoss(Expr.parse("softplus(y) - t * y"));
    }

    /** The mean over all elements; both tensors have the same shape. */
    public Tensor mean(Tape tape, Tensor prediction, Tensor target) {
        return tape.mean(elements(tape, prediction, target));
    }

    /** The sum over a row, averaged over the rows: what an autoencoder's reconstruction of each row costs. */
    public Tensor perRow(Tape tape, Tensor prediction, Tensor target) {
        Tensor elements = elements(tape, prediction, target);
        return tape.sum(elements, (double) elements.size(-1) / elements.size());
    }

    private Tensor elements(Tape tape, Tensor prediction, Tensor target) {
        return tape.map(expression, NAMES, prediction, target);
    }
}
