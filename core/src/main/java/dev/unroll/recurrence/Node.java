package dev.unroll.recurrence;

import dev.unroll.expr.Function;
import dev.unroll.expr.Reducer;
import java.util.List;

/**
 * One value of a time step in the compiler's graph. Equal computations are one node, so that identity is equality; the
 * arguments of a node have smaller ids than the node.
 */
final class Node {
    /** Where the value comes from. */
    enum Kind {
        CONSTANT,
        /** A state as the step before left it. */
        PREVIOUS,
        /** A vector parameter. */
        VECTOR,
        /** The layer's input x; an operand of products only. */
        INPUT,
        /** A matrix, its label, applied to a value; gathered into a group before anything is compiled. */
        PRODUCT,
        /** The sum of the products of one group: a pre-activation without its elementwise terms. */
        GROUP,
        /** Noise that is read from memory; the label is its slot. */
        MASK,
        /** A value the backward pass reads from memory: a gradient handed in from elsewhere. */
        INCOMING,
        /** One number made of all elements of the argument, in every place; the label says how. */
        REDUCTION,
        NEG,
        ADD,
        SUB,
        MUL,
        DIV,
        CALL
    }

    final int id;
    final Kind kind;
    /** State, vector or matrix name, group index, or the slot of an incoming gradient; empty otherwise. */
    final Object label;

    final List<Node> arguments;

    /**
     * Whether it is one number for each sequence rather than one for each element: a reduction, the mean of a gradient, or made
     * of nothing but such numbers and constants.
     */
    final boolean isNumber;

    /** @param label for CONSTANT its value, for CALL its {@link Function} */
    Node(int id, Kind kind, Object label, List<Node> arguments) {
        this.id = id;
        this.kind = kind;
        this.label = label;
        this.arguments = arguments;
        isNumber = switch (kind) {
            case REDUCTION -> true;
            case INCOMING -> ((Slot) label).kind() == Slot.Kind.GRADIENT_MEAN;
            case NEG, ADD, SUB, MUL, DIV, CALL ->
                arguments.stream().anyMatch(a -> a.isNumber)
                        && arguments.stream().allMatch(a -> a.isNumber || a.kind == Kind.CONSTANT);
            case CONSTANT, PREVIOUS, VECTOR, INPUT, PRODUCT, GROUP, MASK -> false;
        };
    }

    /** Whether it is there before the programs of its stage start, and is nothing they compute. */
    boolean isGiven() {
        return (arguments.isEmpty() && kind != Kind.GROUP) || kind == Kind.REDUCTION;
    }

    double constant() {
        return (Double) label;
    }

    Function function() {
        return (Function) label;
    }

    Reducer reducer() {
        return (Reducer) label;
    }

    Node argument(int i) {
        return arguments.get(i);
    }
}
