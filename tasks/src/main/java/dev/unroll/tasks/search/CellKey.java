package dev.unroll.tasks.search;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Init;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text that is the same for cells that differ only in names, in the order of their equations, in which intermediates they
 * name, or in the order of sums and products. Different cells have different keys; a few equal ones may, too.
 */
final class CellKey {
    /** Written out, a cell whose intermediates read each other several times can become very long. */
    private static final int LONGEST = 20_000;

    private final Cell cell;
    private final Map<String, Expr> values = new HashMap<>();
    /** Numbers of the states and parameters met so far. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    private CellKey(Cell cell) {
        this.cell = cell;
        cell.equations().forEach(e -> values.put(e.target(), e.value()));
    }

    /** @throws IllegalArgumentException if the cell is too long to be written out */
    static String of(Cell cell) {
        CellKey key = new CellKey(cell);
        List<String> states = new ArrayList<>(List.of(cell.output()));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < states.size(); i++) {
            text.append(key.print(key.whole(states.get(i) + "'"), states)).append('\n');
        }
        return text.toString();
    }

    /** A target's value without intermediates. */
    private Expr whole(String target) {
        int[] left = {LONGEST};
        return inlined(values.getOrDefault(target, Expr.var(target)), left).simplify();
    }

    private Expr inlined(Expr e, int[] left) {
        if (left[0]-- <= 0) {
            throw new IllegalArgumentException("the cell is too long");
        }
        if (e instanceof Expr.Var v && values.containsKey(v.name())) {
            return inlined(values.getOrDefault(v.name(), e), left);
        }
        return e.map(child -> inlined(child, left));
    }

    /** Writes an expression with numbers for names, given in the order of the text without names. */
    private String print(Expr e, List<String> states) {
        return switch (e) {
            case Expr.Var v -> name(v.name(), states);
            case Expr.Product p -> number(p.matrix()) + "(" + print(p.operand(), states) + ")";
            case Expr.Add a -> joined("+", terms(a), states);
            case Expr.Sub s -> joined("+", terms(s), states);
            case Expr.Mul m -> joined("*", factors(m), states);
            default -> {
                List<String> parts =
                        e.children().stream().map(child -> print(child, states)).toList();
                yield head(e) + parts;
            }
        };
    }

    private String joined(String sign, List<Expr> parts, List<String> states) {
        List<String> printed = parts.stream()
                .sorted(Comparator.comparing(this::nameless))
                .map(part -> print(part, states))
                .toList();
        return "(" + String.join(sign, printed) + ")";
    }

    private static List<Expr> terms(Expr e) {
        return switch (e) {
            case Expr.Add a -> both(terms(a.left()), terms(a.right()));
            case Expr.Sub s ->
                both(
                        terms(s.left()),
                        terms(s.right()).stream().map(CellKey::negated).toList());
            default -> List.of(e);
        };
    }

    private static Expr negated(Expr e) {
        return e instanceof Expr.Neg n ? n.of() : new Expr.Neg(e);
    }

    private static List<Expr> factors(Expr e) {
        return e instanceof Expr.Mul m ? both(factors(m.left()), factors(m.right())) : List.of(e);
    }

    private static List<Expr> both(List<Expr> a, List<Expr> b) {
        List<Expr> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    /** The same for what differs in names only. */
    private String nameless(Expr e) {
        return switch (e) {
            case Expr.Var v ->
                v.name().equals(Cell.INPUT) ? "x" : cell.states().contains(v.name()) ? "s" : "v" + init(v.name());
            case Expr.Product p -> "W" + init(p.matrix()) + "(" + nameless(p.operand()) + ")";
            case Expr.Add a -> namelessJoined("+", terms(a));
            case Expr.Sub s -> namelessJoined("+", terms(s));
            case Expr.Mul m -> namelessJoined("*", factors(m));
            default -> head(e) + e.children().stream().map(this::nameless).toList();
        };
    }

    private String namelessJoined(String sign, List<Expr> parts) {
        return "("
                + String.join(sign, parts.stream().map(this::nameless).sorted().toList()) + ")";
    }

    private static String head(Expr e) {
        return switch (e) {
            case Expr.Const c -> String.valueOf(c.value());
            case Expr.Call c -> c.function().spelling();
            default -> e.getClass().getSimpleName();
        };
    }

    private String name(String name, List<String> states) {
        if (name.equals(Cell.INPUT)) {
            return "x";
        }
        if (!cell.states().contains(name)) {
            return number(name);
        }
        if (!states.contains(name)) {
            states.add(name);
        }
        return "s" + states.indexOf(name);
    }

    private String number(String parameter) {
        return "p" + numbers.computeIfAbsent(parameter, p -> numbers.size()) + init(parameter);
    }

    private String init(String parameter) {
        Init init = cell.inits().get(parameter);
        return init == null ? "" : init.toString();
    }
}
