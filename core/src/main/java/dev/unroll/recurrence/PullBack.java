package dev.unroll.recurrence;

import dev.unroll.expr.Function;
import dev.unroll.expr.Reducer;
import java.util.List;

/** The rules of differentiation: what the gradient of a value gives to its arguments. */
final class PullBack {
    /** A gradient on its way to an argument of a node. */
    record Share(Node to, Node gradient) {}

    private final Nodes nodes;

    PullBack(Nodes nodes) {
        this.nodes = nodes;
    }

    /**
     * What the gradient {@code g} of a node gives to its arguments; for a reduction, g is the mean of its gradient. Where a
     * function's derivative is cheaper in its own value y than in its argument (tanh: 1 − y²), it is written in y, so that the
     * argument need not be kept.
     */
    List<Share> of(Node n, Node g) {
        return switch (n.kind) {
            case NEG -> List.of(new Share(n.argument(0), nodes.neg(g)));
            case ADD -> List.of(new Share(n.argument(0), g), new Share(n.argument(1), g));
            case SUB -> List.of(new Share(n.argument(0), g), new Share(n.argument(1), nodes.neg(g)));
            case MUL ->
                List.of(
                        new Share(n.argument(0), nodes.mul(g, n.argument(1))),
                        new Share(n.argument(1), nodes.mul(g, n.argument(0))));
            case DIV ->
                List.of(
                        new Share(n.argument(0), nodes.div(g, n.argument(1))),
                        new Share(n.argument(1), nodes.neg(nodes.div(nodes.mul(g, n), n.argument(1)))));
            case REDUCTION -> ofReduction(n, g);
            case CALL -> ofCall(n, g);
            default -> List.of();
        };
    }

    /** @param mean of the gradients of all places: every element has an equal part in the number in each of them */
    private List<Share> ofReduction(Node n, Node mean) {
        Node v = n.argument(0);
        return switch (n.reducer()) {
            case MEAN -> List.of(new Share(v, mean));
            case VAR -> {
                Node distance = nodes.sub(v, nodes.reduction(Reducer.MEAN, v));
                yield List.of(new Share(v, nodes.mul(nodes.mul(nodes.constant(2), distance), mean)));
            }
        };
    }

    private List<Share> ofCall(Node y, Node g) {
        Node u = y.argument(0);
        return switch (y.function()) {
            case TANH -> slope(u, g, oneMinus(nodes.mul(y, y)));
            case SIGMOID -> slope(u, g, nodes.mul(y, oneMinus(y)));
            case EXP -> slope(u, g, y);
            case LOG -> List.of(new Share(u, nodes.div(g, u)));
            case SQRT -> List.of(new Share(u, nodes.div(nodes.mul(g, nodes.constant(0.5)), y)));
            case ABS -> slope(u, g, nodes.call(Function.SIGN, u));
            case SIGN, STEP -> List.of();
            case RELU -> slope(u, g, nodes.call(Function.STEP, y));
            case SOFTPLUS -> slope(u, g, oneMinus(nodes.call(Function.EXP, nodes.neg(y))));
            case SIN -> slope(u, g, nodes.call(Function.COS, u));
            case COS -> List.of(new Share(u, nodes.neg(nodes.mul(g, nodes.call(Function.SIN, u)))));
            case MAX -> choice(u, y.argument(1), g, nodes.call(Function.STEP, nodes.sub(u, y.argument(1))));
            case MIN -> choice(u, y.argument(1), g, nodes.call(Function.STEP, nodes.sub(y.argument(1), u)));
        };
    }

    private Node oneMinus(Node a) {
        return nodes.sub(nodes.constant(1), a);
    }

    private List<Share> slope(Node u, Node g, Node slope) {
        return List.of(new Share(u, nodes.mul(g, slope)));
    }

    /** The whole gradient goes to {@code a} where {@code taken} is 1, else to {@code b}. */
    private List<Share> choice(Node a, Node b, Node g, Node taken) {
        return List.of(new Share(a, nodes.mul(g, taken)), new Share(b, nodes.mul(g, oneMinus(taken))));
    }
}
