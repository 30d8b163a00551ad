package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Program;
import dev.unroll.recurrence.Plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the output y is made of what the steps hand out. It feeds back into nothing, so it is made for all steps at once: a
 * product for each matrix, then one program, and likewise backward. Slots have other places here than in a step: products,
 * gradients and y lie in tables of y's width.
 *
 * @param products product p gives {@link Slot.Kind#PRODUCT} p
 * @param vectors names of the parameters that are as wide as y
 * @param forward {@link Slot.Kind#OUTPUT} 0 of products and vectors
 * @param gradients number of {@link Slot.Kind#OUTPUT_GRADIENT}s: the first is that of y
 * @param backward writes the others: what the products and vectors get of it, equal ones once
 * @param productGradients which of them each product gets
 * @param vectorGradients which of them each vector gets, summed over the rows
 */
public record Readout(
        List<Product> products,
        List<String> vectors,
        Step forward,
        int gradients,
        Step backward,
        List<Integer> productGradients,
        List<Integer> vectorGradients) {

    /** A matrix applied to one of the values that a step hands out. */
    public record Product(String matrix, int output) {}

    /**
     * @param y the right-hand side of its equation
     * @param outputs for each product in it the value that it multiplies
     */
    static Readout of(Expr y, Map<Expr.Product, Integer> outputs) {
        List<Expr.Product> written = List.copyOf(outputs.keySet());
        List<String> vectors = new ArrayList<>();
        Expr value = overSlots(y, written, vectors);

        Expr gradient = variable(Slot.Kind.OUTPUT_GRADIENT, 0);
        List<Expr> distinct = new ArrayList<>(List.of(gradient));
        List<Integer> ofProducts = new ArrayList<>();
        for (int p = 0; p < written.size(); p++) {
            ofProducts.add(place(gradient, value, variable(Slot.Kind.PRODUCT, p), distinct));
        }
        List<Integer> ofVectors = new ArrayList<>();
        for (int v = 0; v < vectors.size(); v++) {
            ofVectors.add(place(gradient, value, variable(Slot.Kind.VECTOR, v), distinct));
        }
        return new Readout(
                outputs.entrySet().stream()
                        .map(e -> new Product(e.getKey().matrix(), e.getValue()))
                        .toList(),
                List.copyOf(vectors),
                step("readout", Slot.Kind.OUTPUT, 0, List.of(value), written.size(), vectors.size()),
                distinct.size(),
                step(
                        "readoutBackward",
                        Slot.Kind.OUTPUT_GRADIENT,
                        1,
                        distinct.subList(1, distinct.size()),
                        written.size(),
                        vectors.size()),
                ofProducts,
                ofVectors);
    }

    private static Expr variable(Slot.Kind kind, int index) {
        return Expr.var(new Slot(kind, index).label());
    }

    private static Expr overSlots(Expr e, List<Expr.Product> products, List<String> vectors) {
        if (e instanceof Expr.Product p) {
            return variable(Slot.Kind.PRODUCT, products.indexOf(p));
        }
        if (e instanceof Expr.Var v) {
            if (!vectors.contains(v.name())) {
                vectors.add(v.name());
            }
            return variable(Slot.Kind.VECTOR, vectors.indexOf(v.name()));
        }
        return e.map(part -> overSlots(part, products, vectors));
    }

    private static int place(Expr gradient, Expr value, Expr by, List<Expr> distinct) {
        Expr share = gradient.times(value.derivative(by.print())).simplify();
        if (!distinct.contains(share)) {
            distinct.add(share);
        }
        return distinct.indexOf(share);
    }

    /** A program that writes slots of a kind, from {@code first} on, and binds what it reads. */
    private static Step step(String name, Slot.Kind kind, int first, List<Expr> values, int products, int vectors) {
        Set<String> read = new LinkedHashSet<>();
        values.forEach(value -> read.addAll(value.variables()));
        List<Slot> slots = new ArrayList<>();
        for (int p = 0; p < products; p++) {
            slots.add(new Slot(Slot.Kind.PRODUCT, p));
        }
        for (int v = 0; v < vectors; v++) {
            slots.add(new Slot(Slot.Kind.VECTOR, v));
        }
        slots.add(new Slot(Slot.Kind.OUTPUT_GRADIENT, 0));
        slots.removeIf(slot -> !read.contains(slot.label()));
        List<Program.Input> inputs = slots.stream()
                .map(slot -> new Program.Input(slot.label(), slot.input()))
                .toList();
        List<Program.Output> outputs = new ArrayList<>();
        for (Expr value : values) {
            Slot slot = new Slot(kind, first + outputs.size());
            outputs.add(new Program.Output(slot.label(), value, true));
            slots.add(slot);
        }
        return new Step(new Program(name, inputs, outputs), List.copyOf(slots));
    }
}
