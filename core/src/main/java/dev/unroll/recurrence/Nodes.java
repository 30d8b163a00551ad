package dev.unroll.recurrence;

import dev.unroll.expr.Function;
import dev.unroll.expr.Reducer;
import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of a time step. Equal computations are one node, and neutral terms are dropped as they are made. */
final class Nodes {
    private record Key(Kind kind, Object label, List<Node> arguments) {}

    private final Map<Key, Node> distinct = new HashMap<>();
    private final List<Node> inOrder = new ArrayList<>();

    /** All of them, arguments before their users. */
    List<Node> all() {
        return Collections.unmodifiableList(inOrder);
    }

    Node make(Kind kind, Object label, List<Node> arguments) {
        return distinct.computeIfAbsent(new Key(kind, label, arguments), k -> {
            Node node = new Node(inOrder.size(), kind, label, arguments);
            inOrder.add(node);
            return node;
        });
    }

    private Node make(Kind kind, Node... arguments) {
        return make(kind, "", List.of(arguments));
    }

    Node leaf(Kind kind, Object label) {
        return make(kind, label, List.of());
    }

    Node constant(double value) {
        return leaf(Kind.CONSTANT, value);
    }

    Node mask(Slot slot) {
        return leaf(Kind.MASK, slot);
    }

    Node incoming(Slot slot) {
        return leaf(Kind.INCOMING, slot);
    }

    private static boolean is(Node n, double value) {
        return n.kind == Kind.CONSTANT && n.constant() == value;
    }

    Node neg(Node a) {
        return a.kind == Kind.NEG ? a.argument(0) : make(Kind.NEG, a);
    }

    Node add(Node a, Node b) {
        if (is(a, 0)) {
            return b;
        }
        if (is(b, 0)) {
            return a;
        }
        if (b.kind == Kind.NEG) {
            return sub(a, b.argument(0));
        }
        return make(Kind.ADD, a, b);
    }

    Node sub(Node a, Node b) {
        return is(b, 0) ? a : make(Kind.SUB, a, b);
    }

    Node mul(Node a, Node b) {
        if (is(a, 1)) {
            return b;
        }
        if (is(b, 1)) {
            return a;
        }
        return make(Kind.MUL, a, b);
    }

    /** Elements are not divided by the number of their row: that is turned over once and multiplied. */
    Node div(Node a, Node b) {
        boolean ofElements = !a.isNumber() && a.kind != Kind.CONSTANT;
        return ofElements && b.isNumber() ? mul(a, make(Kind.DIV, constant(1), b)) : make(Kind.DIV, a, b);
    }

    Node call(Function f, Node... arguments) {
        return make(Kind.CALL, f, List.of(arguments));
    }

    /** Equal elements are their mean and do not vary. */
    Node reduction(Reducer reducer, Node of) {
        if (of.kind == Kind.CONSTANT || of.isNumber()) {
            return reducer == Reducer.MEAN ? of : constant(0);
        }
        return make(Kind.REDUCTION, reducer, List.of(of));
    }
}
