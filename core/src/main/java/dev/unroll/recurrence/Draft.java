package dev.unroll.recurrence;

import dev.unroll.expr.Function;
import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** Programs of a forward stage: values computed by one are loaded by the next ones. */
    static List<Draft> forward(List<Output> outputs, Set<Node> inMemory) {
        return split(outputs, inMemory, true);
    }

    /** Programs of a backward stage: each computes what it needs from what the forward pass left. */
    static List<Draft> backward(List<Output> outputs, Set<Node> inMemory) {
        return split(outputs, inMemory, false);
    }

    private static List<Draft> split(List<Output> outputs, Set<Node> inMemory, boolean ownValues) {
        List<Draft> drafts = new ArrayList<>();
        List<Output> open = new ArrayList<>();
        for (Output output : outputs) {
            List<Output> longer = new ArrayList<>(open);
            longer.add(output);
            if (!open.isEmpty() && of(longer, inMemory, ownValues).cost() > BUDGET) {
                drafts.add(of(open, inMemory, ownValues));
                open = new ArrayList<>(List.of(output));
            } else {
                open = longer;
            }
        }
        if (!open.isEmpty()) {
            drafts.add(of(open, inMemory, ownValues));
        }
        return drafts;
    }

    private static Draft of(List<Output> outputs, Set<Node> inMemory, boolean ownValues) {
        Set<Node> loadable = new HashSet<>(inMemory);
        if (ownValues) {
            // What is given stays loadable: a state may be handed on unchanged.
            outputs.stream().map(Output::value).filter(n -> !n.isGiven()).forEach(loadable::remove);
        }
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

    private static int costOf(Function f) {
        return switch (f) {
            case TANH, SIGMOID, EXP, LOG, SOFTPLUS, SIN, COS -> 22;
            case SQRT -> 4;
            default -> 2;
        };
    }
}
