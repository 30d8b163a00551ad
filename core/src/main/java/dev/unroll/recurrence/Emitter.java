package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes a draft as a program: expressions over the slots it loads. */
final class Emitter {
    private final Graph graph;
    private final WeightLayout layout;
    private final Map<Node, Slot> locations;
    /** Scratch column of each group's product in the stage at hand. */
    private final Map<Integer, Integer> scratch;

    private final Set<Slot> loaded = new LinkedHashSet<>();
    private final Map<Node, Expr> made = new HashMap<>();

    Emitter(Graph graph, WeightLayout layout, Map<Node, Slot> locations, Map<Integer, Integer> scratch) {
        this.graph = graph;
        this.layout = layout;
        this.locations = locations;
        this.scratch = scratch;
    }

    /** A program over the elements of a stage. */
    Plan.Step emit(String name, Draft draft) {
        return emit(name, draft, Slot::input);
    }

    /** A program over a single row. */
    Plan.Step emitRow(String name, Draft draft) {
        return emit(name, draft, _ -> Program.Kind.BLOCK);
    }

    private Plan.Step emit(String name, Draft draft, Function<Slot, Program.Kind> kind) {
        List<Program.Output> outputs = new ArrayList<>();
        List<Slot> written = new ArrayList<>();
        for (Draft.Output output : draft.outputs()) {
            Expr value = expression(output.value(), draft);
            Set<Slot> slots = new LinkedHashSet<>(output.slots());
            Slot location = locations.get(output.value());
            if (location != null && isKept(location) && !draft.inMemory().contains(output.value())) {
                slots.add(location);
            }
            // what the step hands on is flushed; what it keeps to itself, as gates, is not near zero for long
            boolean flushed = !output.slots().isEmpty();
            for (Slot slot : slots) {
                outputs.add(new Program.Output(slot.label(), value, flushed));
                written.add(slot);
            }
        }
        List<Program.Input> inputs = loaded.stream()
                .map(s -> new Program.Input(s.label(), kind.apply(s)))
                .toList();
        List<Slot> slots = new ArrayList<>(loaded);
        slots.addAll(written);
        return new Plan.Step(new Program(name.replaceAll("[^A-Za-z0-9]", ""), inputs, outputs), List.copyOf(slots));
    }

    private static boolean isKept(Slot slot) {
        return slot.kind() == Slot.Kind.GROUP || slot.kind() == Slot.Kind.VALUE;
    }

    private Expr load(Slot slot) {
        loaded.add(slot);
        return Expr.var(slot.label());
    }

    private Expr expression(Node n, Draft draft) {
        Expr known = made.get(n);
        if (known != null) {
            return known;
        }
        Expr e = compute(n, draft);
        made.put(n, e);
        return e;
    }

    private Expr compute(Node n, Draft draft) {
        if (draft.inMemory().contains(n)) {
            Slot slot = locations.get(n);
            if (slot == null) {
                throw new IllegalStateException("value " + n.id + " has no place in memory");
            }
            return load(slot);
        }
        return switch (n.kind) {
            case CONSTANT -> Expr.of(n.constant());
            case MASK, INCOMING -> load((Slot) n.label);
            case GROUP -> preActivation((Integer) n.label);
            case NEG -> new Expr.Neg(expression(n.argument(0), draft));
            case ADD -> new Expr.Add(expression(n.argument(0), draft), expression(n.argument(1), draft));
            case SUB -> new Expr.Sub(expression(n.argument(0), draft), expression(n.argument(1), draft));
            case MUL -> new Expr.Mul(expression(n.argument(0), draft), expression(n.argument(1), draft));
            case DIV -> new Expr.Div(expression(n.argument(0), draft), expression(n.argument(1), draft));
            case CALL ->
                new Expr.Call(
                        n.function(),
                        n.arguments.stream().map(a -> expression(a, draft)).toList());
            case PREVIOUS, VECTOR, INPUT, REDUCTION, PRODUCT ->
                throw new IllegalStateException(n.kind + " " + n.label + " has no place in memory");
        };
    }

    private Expr preActivation(int group) {
        Integer product = scratch.get(group);
        Expr recurrent = product == null ? null : load(new Slot(Slot.Kind.PRODUCT, product));
        Expr hoisted =
                graph.groups().get(group).hoisted() ? load(new Slot(Slot.Kind.HOISTED, layout.column(group))) : null;
        if (recurrent == null) {
            return hoisted == null ? Expr.of(0) : hoisted;
        }
        return hoisted == null ? recurrent : recurrent.plus(hoisted);
    }
}
