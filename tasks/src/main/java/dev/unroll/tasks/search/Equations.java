package dev.unroll.tasks.search;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Init;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A cell while it is changed: its equations, one by one, and fresh names for what is added. */
final class Equations {
    private final String name;
    private final List<Cell.Equation> equations;
    private final Map<String, Init> inits;
    private final String output;

    Equations(Cell cell) {
        name = cell.name();
        equations = new ArrayList<>(cell.equations());
        inits = new LinkedHashMap<>(cell.inits());
        output = cell.output();
    }

    int size() {
        return equations.size();
    }

    String target(int i) {
        return equations.get(i).target();
    }

    Expr value(int i) {
        return equations.get(i).value();
    }

    boolean isState(int i) {
        return equations.get(i).isState();
    }

    void set(int i, Expr value) {
        equations.set(i, new Cell.Equation(target(i), value));
    }

    void insert(int i, String target, Expr value) {
        equations.add(i, new Cell.Equation(target, value));
    }

    void init(String parameter, Init init) {
        inits.put(parameter, init);
    }

    List<String> states() {
        return equations.stream()
                .map(Cell.Equation::target)
                .filter(t -> t.endsWith("'"))
                .map(t -> t.substring(0, t.length() - 1))
                .toList();
    }

    /** What equation {@code i} may read by name, as wide as a state: states, and targets above it. */
    List<String> readable(int i) {
        return Stream.concat(states().stream(), equations.subList(0, i).stream().map(Cell.Equation::target))
                .toList();
    }

    Set<String> vectors() {
        Set<String> all = new LinkedHashSet<>();
        equations.forEach(e -> all.addAll(e.value().variables()));
        all.remove(Cell.INPUT);
        states().forEach(all::remove);
        equations.forEach(e -> all.remove(e.target()));
        return all;
    }

    /** A name that begins so and that nothing has yet. */
    String fresh(String beginning) {
        Set<String> taken = new LinkedHashSet<>();
        for (Cell.Equation e : equations) {
            taken.add(e.target().replace("'", ""));
            taken.addAll(e.value().variables());
            collectMatrices(e.value(), taken);
        }
        String name = beginning;
        for (int n = 1; taken.contains(name); n++) {
            name = beginning + n;
        }
        return name;
    }

    private static void collectMatrices(Expr e, Set<String> into) {
        if (e instanceof Expr.Product p) {
            into.add(p.matrix());
        }
        e.children().forEach(child -> collectMatrices(child, into));
    }

    /** The parts of an expression that have as many elements as a state: all but x. Outer parts come before inner ones. */
    static List<Expr> parts(Expr e) {
        List<Expr> parts = new ArrayList<>();
        collectParts(e, parts);
        return parts;
    }

    private static void collectParts(Expr e, List<Expr> into) {
        if (!(e instanceof Expr.Var v && v.name().equals(Cell.INPUT))) {
            into.add(e);
        }
        e.children().forEach(child -> collectParts(child, into));
    }

    /** The expression with its part number {@code index}, as {@link #parts} counts them, replaced. */
    static Expr replaced(Expr e, int index, UnaryOperator<Expr> by) {
        return replaced(e, new int[] {index}, by);
    }

    private static Expr replaced(Expr e, int[] left, UnaryOperator<Expr> by) {
        boolean counts = !(e instanceof Expr.Var v && v.name().equals(Cell.INPUT));
        if (counts && left[0]-- == 0) {
            return by.apply(e);
        }
        return e.map(child -> replaced(child, left, by));
    }

    /** The cell without what no longer acts on its output. */
    Cell cell() {
        Set<String> needed = new LinkedHashSet<>();
        need(output + "'", needed);
        List<Cell.Equation> kept = equations.stream()
                .filter(e -> needed.contains(e.target()))
                .map(e -> new Cell.Equation(e.target(), e.value().simplify()))
                .toList();
        Set<String> parameters = new LinkedHashSet<>();
        for (Cell.Equation e : kept) {
            parameters.addAll(e.value().variables());
            collectMatrices(e.value(), parameters);
        }
        Map<String, Init> keptInits = new LinkedHashMap<>(inits);
        keptInits.keySet().retainAll(parameters);
        return new Cell(name, kept, keptInits);
    }

    private void need(String target, Set<String> needed) {
        if (!needed.add(target)) {
            return;
        }
        for (Cell.Equation e : equations) {
            if (e.target().equals(target)) {
                for (String read : e.value().variables()) {
                    need(read, needed);
                    need(read + "'", needed);
                }
            }
        }
    }
}
