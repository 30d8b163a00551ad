package dev.unroll.recurrence;

import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A pointwise program before it has names and slots: which values it computes, and which it may load rather than compute.
 */
record Draft(List<Output> outputs, Set<Node> inMemory) {
    /** A value and the fixed slots it is written to; a kept value gets one more when slots are assigned. */
    record Output(Node value, List<Slot> slots) {}

    /**
     * The work one program may hold, in vector operations. Large methods are worse than many: the JIT's compiler stops
     * inlining in a method of some hundred vector operations, and every vector is then boxed.
     */
    private static final int BUDGET = 40;

    /** The work above which a value is handed on from program to program rather than computed by each. */
    private static final int HANDING_ON = 8;

    /** Programs of a forward stage: values computed by one are loaded by the next ones. */
    static List<Draft> forward(List<Output> outputs, Set<Node> inMemory) {
        // What is given stays loadable: a state may be handed on unchanged.
        return split(outputs, inMemory, n -> !n.isGiven() && !n.isNumber() && !n.isCostlyVector());
    }

    /** Programs that run over a single row. */
    static List<Draft> row(List<Output> outputs, Set<Node> inMemory) {
        return split(outputs, inMemory, n -> true);
    }

    /**
     * Programs of a backward stage: each computes what it needs from what the forward pass and those before it left.
     *
     * @param spare gives a place to a value that is costly and needed by several programs
     */
    static List<Draft> backward(List<Output> outputs, Set<Node> inMemory, Function<Node, Slot> spare) {
        List<Draft> drafts = new ArrayList<>();
        Set<Node> there = inMemory;
        boolean isOne = new Draft(outputs, inMemory).cost() <= BUDGET;
        List<Output> rest = isOne ? outputs : byWhatTheyShare(outputs, inMemory);
        while (!rest.isEmpty()) {
            int count = 1;
            while (count < rest.size() && new Draft(rest.subList(0, count + 1), there).cost() <= BUDGET) {
                count++;
            }
            List<Output> now = new ArrayList<>(rest.subList(0, count));
            rest = rest.subList(count, rest.size());
            Set<Node> handedOn = new Draft(now, there).costlyAlsoIn(new Draft(rest, there));
            handedOn.forEach(n -> now.add(new Output(n, List.of(spare.apply(n)))));
            drafts.add(new Draft(now, there));
            there = new HashSet<>(there);
            there.addAll(handedOn);
        }
        return drafts;
    }

    /** Values computed here that the other needs too, if they cost more than to be written and read. */
    private Set<Node> costlyAlsoIn(Draft other) {
        Set<Node> both = touched();
        both.retainAll(other.touched());
        both.removeIf(n -> inMemory.contains(n) || n.isGiven());
        Set<Node> inner = new HashSet<>();
        both.forEach(n -> inner.addAll(n.arguments));
        Set<Node> costly = new LinkedHashSet<>();
        both.stream()
                .filter(n -> !inner.contains(n) && costOf(n) > HANDING_ON)
                .sorted(Comparator.comparingInt(n -> n.id))
                .forEach(costly::add);
        return costly;
    }

    /** What it takes to compute a value, with what it loads. */
    private int costOf(Node n) {
        Draft alone = new Draft(List.of(new Output(n, List.of())), inMemory);
        long loads = alone.touched().stream()
                .filter(m -> inMemory.contains(m) || (m.isGiven() && m.kind != Kind.CONSTANT))
                .count();
        return alone.cost() + (int) loads;
    }

    /** @param computes which of the values in memory are computed by the program that writes them there */
    private static List<Draft> split(List<Output> outputs, Set<Node> inMemory, Predicate<Node> computes) {
        List<Draft> drafts = new ArrayList<>();
        List<Output> open = new ArrayList<>();
        for (Output output : outputs) {
            List<Output> longer = new ArrayList<>(open);
            longer.add(output);
            if (!open.isEmpty() && of(longer, inMemory, computes).cost() > BUDGET) {
                drafts.add(of(open, inMemory, computes));
                open = new ArrayList<>(List.of(output));
            } else {
                open = longer;
            }
        }
        if (!open.isEmpty()) {
            drafts.add(of(open, inMemory, computes));
        }
        return drafts;
    }

    /** The outputs, each followed by the one that needs least beyond what is there: what is used twice is then in one program. */
    private static List<Output> byWhatTheyShare(List<Output> outputs, Set<Node> inMemory) {
        Map<Output, Set<Node>> rest = new LinkedHashMap<>();
        outputs.forEach(o -> rest.put(o, new Draft(List.of(o), inMemory).touched()));
        List<Output> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            Output next = Collections.min(
                    rest.keySet(),
                    Comparator.comparingInt(o -> rest.getOrDefault(o, Set.of()).size()));
            Set<Node> touched = rest.remove(next);
            ordered.add(next);
            rest.values().forEach(nodes -> nodes.removeAll(touched));
        }
        return ordered;
    }

    private static Draft of(List<Output> outputs, Set<Node> inMemory, Predicate<Node> computes) {
        Set<Node> loadable = new HashSet<>(inMemory);
        outputs.stream().map(Output::value).filter(computes).forEach(loadable::remove);
        return new Draft(List.copyOf(outputs), loadable);
    }

    /** Everything the program touches: values it loads and values it computes. */
    Set<Node> touched() {
        Set<Node> touched = new HashSet<>();
        outputs.forEach(o -> touch(o.value(), touched));
        return touched;
    }

    private void touch(Node n, Set<Node> touched) {
        if (touched.add(n) && !inMemory.contains(n) && n.kind != Kind.GROUP) {
            n.arguments.forEach(a -> touch(a, touched));
        }
    }

    boolean loads(Node n) {
        return inMemory.contains(n) && touched().contains(n);
    }

    int cost() {
        return touched().stream().mapToInt(this::cost).sum();
    }

    private int cost(Node n) {
        if (inMemory.contains(n) || n.isGiven()) {
            return 0;
        }
        return switch (n.kind) {
            case DIV -> 4;
            case CALL -> costOf(n.function());
            default -> 1;
        };
    }

    private static int costOf(dev.unroll.expr.Function f) {
        return switch (f) {
            case TANH, SIGMOID, EXP, LOG, SOFTPLUS, SIN, COS -> 22;
            case SQRT -> 4;
            default -> 2;
        };
    }
}
