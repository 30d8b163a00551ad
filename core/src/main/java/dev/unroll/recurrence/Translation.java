package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Reducer;
import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The equations of a cell as nodes, every product still alone. */
final class Translation {
    private final Cell cell;
    private final Nodes nodes = new Nodes();
    private final Map<String, Node> values = new HashMap<>();
    private final Map<String, Node> next = new LinkedHashMap<>();
    private final List<Node> outputs = new ArrayList<>();
    private final Map<Expr.Product, Integer> readout = new LinkedHashMap<>();

    Translation(Cell cell) {
        this.cell = cell;
        for (Cell.Equation equation : cell.equations()) {
            if (equation.isOutput()) {
                handOut(equation.value());
                continue;
            }
            Node node = translate(equation.value());
            values.put(equation.target(), node);
            if (equation.isState()) {
                next.put(equation.target().substring(0, equation.target().length() - 1), node);
            }
        }
        if (cell.outputEquation().isEmpty()) {
            outputs.add(Objects.requireNonNull(next.get(cell.output())));
        }
        cell.states().forEach(state -> nodes.leaf(Kind.PREVIOUS, state));
    }

    /** The output's products are made elsewhere; the step hands out what they multiply. */
    private void handOut(Expr e) {
        if (!(e instanceof Expr.Product p)) {
            e.children().forEach(this::handOut);
            return;
        }
        Node operand = translate(p.operand());
        if (operand.kind == Kind.INPUT) {
            throw new IllegalArgumentException(
                    "cell " + cell.name() + ": y cannot read x itself; name a hidden value made" + " of it, u = "
                            + p.matrix() + " x, and read that");
        }
        if (!outputs.contains(operand)) {
            outputs.add(operand);
        }
        readout.put(p, outputs.indexOf(operand));
    }

    List<Node> nodes() {
        return nodes.all();
    }

    /** The value each state gets, in the order of the equations. */
    Map<String, Node> next() {
        return next;
    }

    /** What a step hands out: the output's state, or what the equation for y multiplies. */
    List<Node> outputs() {
        return outputs;
    }

    /** The products of the equation for y, with the index of what they multiply among {@link #outputs}. */
    Map<Expr.Product, Integer> readout() {
        return readout;
    }

    private Node translate(Expr e) {
        return switch (e) {
            case Expr.Const c -> nodes.constant(c.value());
            case Expr.Var v -> variable(v.name());
            case Expr.Neg n -> nodes.neg(translate(n.of()));
            case Expr.Add a -> nodes.add(translate(a.left()), translate(a.right()));
            case Expr.Sub s -> nodes.sub(translate(s.left()), translate(s.right()));
            case Expr.Mul m -> nodes.mul(translate(m.left()), translate(m.right()));
            case Expr.Div d -> nodes.div(translate(d.left()), translate(d.right()));
            case Expr.Call c ->
                nodes.call(
                        c.function(),
                        c.arguments().stream().map(this::translate).toArray(Node[]::new));
            case Expr.Reduction r -> reduction(r.reducer(), translate(r.operand()));
            case Expr.Product p -> nodes.make(Kind.PRODUCT, p.matrix(), List.of(translate(p.operand())));
        };
    }

    private Node reduction(Reducer reducer, Node of) {
        nodes.reduction(Reducer.MEAN, of); // the slope of a variance is written in the mean
        return nodes.reduction(reducer, of);
    }

    private Node variable(String name) {
        Node value = values.get(name);
        if (value != null) {
            return value;
        }
        if (name.equals(Cell.INPUT)) {
            return nodes.leaf(Kind.INPUT, name);
        }
        return nodes.leaf(cell.states().contains(name) ? Kind.PREVIOUS : Kind.VECTOR, name);
    }
}
