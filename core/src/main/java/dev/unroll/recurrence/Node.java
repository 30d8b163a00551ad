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

    /** What a value varies over. */
    enum Extent {
        CONSTANT,
        /** Elements, but neither sequences nor steps. */
        VECTOR,
        /** Sequences and steps, but not elements. */
        NUMBER,
        ELEMENT;

        /** The extent of what is made of both. */
        Extent with(Extent other) {
            if (this == CONSTANT || this == other) {
                return other;
            }
            return other == CONSTANT ? this : ELEMENT;
        }
    }

    final int id;
    final Kind kind;
    /** State, vector or matrix name, group index, or the slot of an incoming gradient; empty otherwise. */
    final Object label;

    final List<Node> arguments;

    final Extent extent;

    /** @param label for CONSTANT its value, for CALL its {@link Function} */
    Node(int id, Kind kind, Object label, List<Node> arguments) {
        this.id = id;
        this.kind = kind;
        this.label = label;
        this.arguments = arguments;
        extent = switch (kind) {
            case CONSTANT -> Extent.CONSTANT;
            case VECTOR -> Extent.VECTOR;
            case REDUCTION -> Extent.NUMBER;
            case INCOMING -> ((Slot) label).kind() == Slot.Kind.GRADIENT_MEAN ? Extent.NUMBER : Extent.ELEMENT;
            case NEG, ADD, SUB, MUL, DIV, CALL ->
                arguments.stream().map(n -> n.extent).reduce(Extent.CONSTANT, Extent::with);
            case PREVIOUS, INPUT, PRODUCT, GROUP, MASK -> Extent.ELEMENT;
        };
    }

    /** Whether it is one number for each sequence. */
    boolean isNumber() {
        return extent == Extent.NUMBER;
    }

    /** Whether it is made of parameters alone and takes more than to be loaded. */
    boolean isCostlyVector() {
        return extent == Extent.VECTOR
                && (kind == Kind.CALL || kind == Kind.DIV || arguments.stream().anyMatch(Node::isCostlyVector));
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
