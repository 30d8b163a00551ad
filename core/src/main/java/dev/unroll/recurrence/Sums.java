package dev.unroll.recurrence;

import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which additions are parts of one sum: an addition or a product that is read once, by an addition, is a term of it,
 * whether or not an equation gives it a name.
 */
final class Sums {
    private final Map<Node, Integer> reads = new HashMap<>();
    private final Map<Node, List<Node>> terms = new HashMap<>();
    private final Set<Node> inner = new HashSet<>();

    /** @param kept values that have to exist of themselves */
    Sums(List<Node> nodes, Iterable<Node> kept) {
        nodes.forEach(n -> n.arguments.forEach(this::read));
        kept.forEach(this::read);
        for (Node n : nodes.reversed()) {
            if (n.kind == Kind.ADD && !inner.contains(n)) {
                List<Node> list = new ArrayList<>();
                n.arguments.forEach(a -> addTerms(a, list));
                terms.put(n, list);
            }
        }
    }

    private void read(Node n) {
        reads.merge(n, 1, Integer::sum);
    }

    private void addTerms(Node n, List<Node> list) {
        boolean once = reads.getOrDefault(n, 0) == 1;
        if (once && n.kind == Kind.ADD) {
            inner.add(n);
            n.arguments.forEach(a -> addTerms(a, list));
        } else {
            if (once && n.kind == Kind.PRODUCT) {
                inner.add(n);
            }
            list.add(n);
        }
    }

    /** Whether the node is only a part of a sum. */
    boolean isInner(Node n) {
        return inner.contains(n);
    }

    /** The terms of a whole sum, left to right. */
    List<Node> terms(Node sum) {
        return terms.getOrDefault(sum, List.of());
    }
}
