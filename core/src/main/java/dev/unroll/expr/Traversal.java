package dev.unroll.expr;

import java.util.LinkedHashSet;
import java.util.Set;

/** What an expression reads, found by walking it left to right. */
final class Traversal {
    private Traversal() {}

    static Set<String> variables(Expr e) {
        Set<String> names = new LinkedHashSet<>();
        collect(e, names);
        return names;
    }

    static int size(Expr e) {
        return 1 + e.children().stream().mapToInt(Traversal::size).sum();
    }

    private static void collect(Expr e, Set<String> names) {
        if (e instanceof Expr.Var v) {
            names.add(v.name());
        }
        for (Expr child : e.children()) {
            collect(child, names);
        }
    }
}
