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
    private final StateNoise noise;
    private final Nodes nodes = new Nodes();
    private final Map<String, Node> values = new HashMap<>();
    private final Map<String, Node> next = new LinkedHashMap<>();
    private final List<Node> outputs = new ArrayList<>();
    private final Map<Expr.Product, Integer> readout = new LinkedHashMap<>();

    /** The values that are multiplied by a mask before a matrix is. */
    private final List<Node> dropped = new ArrayList<>();

    private final Map<Node, Boolean> madeOfStates = new HashMap<>();

    Translation(Cell cell, StateNoise noise) {
        this.cell = cell;
        this.noise = noise;
        for (Cell.Equation equation : cell.equations()) {
            if (equation.isOutput()) {
                continue;
            }
            Node node = translate(equation.value());
            values.put(equation.target(), node);
            if (equation.isState()) {
                next.put(equation.target().substring(0, equation.target().length() - 1), node);
            }
        }
        if (noise.dropout() > 0 && dropped.isEmpty()) {
            throw new IllegalArgumentException("recurrent dropout has nothing to drop in cell " + cell.name()
                    + ": no matrix of its states' equations is applied to a state");
        }
        noise.zoneout().keySet().forEach(this::zoneOut);
        cell.outputEquation().ifPresent(y -> handOut(y.value()));
        if (cell.outputEquation().isEmpty()) {
            outputs.add(Objects.requireNonNull(next.get(cell.output())));
        }
        cell.states().forEach(state -> nodes.leaf(Kind.PREVIOUS, state));
    }

    /** Other equations of the step have read what the state's own gives; what is handed on and out is the mixture. */
    private void zoneOut(String state) {
        Node value = next.get(state);
        if (value == null) {
            throw new IllegalArgumentException("zoneout names " + state + ", which is no state of cell " + cell.name()
                    + "; its states are " + String.join(", ", cell.states()));
        }
        Node mask = nodes.mask(new Slot(
                Slot.Kind.ZONEOUT, List.copyOf(noise.zoneout().keySet()).indexOf(state)));
        Node kept = nodes.mul(mask, nodes.leaf(Kind.PREVIOUS, state));
        Node mixed = nodes.add(kept, nodes.mul(nodes.sub(nodes.constant(1), mask), value));
        next.put(state, mixed);
        values.put(state + "'", mixed);
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

    /** How many values have a mask for dropout. */
    int dropped() {
        return dropped.size();
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
            case Expr.Product p -> nodes.make(Kind.PRODUCT, p.matrix(), List.of(dropOut(translate(p.operand()))));
        };
    }

    private Node dropOut(Node operand) {
        if (noise.dropout() == 0 || !isMadeOfStates(operand)) {
            return operand;
        }
        if (!dropped.contains(operand)) {
            dropped.add(operand);
        }
        return nodes.mul(nodes.mask(new Slot(Slot.Kind.DROPOUT, dropped.indexOf(operand))), operand);
    }

    private boolean isMadeOfStates(Node n) {
        Boolean known = madeOfStates.get(n);
        if (known == null) {
            known = n.kind == Kind.PREVIOUS || n.arguments.stream().anyMatch(this::isMadeOfStates);
            madeOfStates.put(n, known);
        }
        return known;
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
