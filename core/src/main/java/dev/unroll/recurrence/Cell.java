package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recurrence as equations: what the next states are, given the input {@code x}, the states and the parameters. A value:
 * it is read from the notation of a lecture slide, and prints as it.
 *
 * <pre>{@code
 * Cell elman = Cell.parse("elman", "h' = tanh(Wxh x + Whh h + bh)");
 * elman.states();   // [h]
 * elman.matrices(); // [Wxh, Whh]
 * }</pre>
 *
 * Each time step evaluates the equations in order for every sequence of a batch. States, intermediates and vectors have
 * H elements (the hidden units), {@code x} has D; a matrix maps its operand to H elements.
 *
 * @param name what messages and models call it
 * @param equations in order of evaluation; an equation reads the ones above it
 * @param inits how parameters start, where it is not the default; by name, in the order written
 */
public record Cell(String name, List<Equation> equations, Map<String, Init> inits) {
    /** The name of the input in every cell. */
    public static final String INPUT = "x";

    public Cell {
        equations = List.copyOf(equations);
        inits = Collections.unmodifiableMap(new LinkedHashMap<>(inits));
    }

    /**
     * One line: the target takes the value.
     *
     * @param target an intermediate such as {@code i}, or a next state such as {@code c'}
     * @param value over {@code x}, states, vectors, targets of equations above, and products of a matrix with such a value
     */
    public record Equation(String target, Expr value) {
        /** Whether it gives a next state. */
        public boolean isState() {
            return target.endsWith("'");
        }
    }

    /**
     * Reads a cell; {@code docs/equations.md} describes the language.
     *
     * @throws CellException with the line, the column, what was expected, and a remedy
     */
    public static Cell parse(String name, String text) {
        return CellParser.parse(name, text);
    }

    /**
     * A cell that comes with Unroll, one of {@link #libraryNames}.
     *
     * @throws IllegalArgumentException naming all of them, and the nearest, where there is none of that name
     */
    public static Cell library(String name) {
        return CellLibrary.load(name);
    }

    public static List<String> libraryNames() {
        return CellLibrary.NAMES;
    }

    /** The states' names without the prime, in order of their equations. */
    public List<String> states() {
        return equations.stream()
                .filter(Equation::isState)
                .map(e -> e.target().substring(0, e.target().length() - 1))
                .toList();
    }

    /** The state that the next layer reads: {@code h} where there is one, else the last. */
    public String output() {
        List<String> states = states();
        return states.contains("h") ? "h" : states.getLast();
    }

    /** The matrix parameters in order of first appearance. */
    public List<String> matrices() {
        return products().stream().map(Expr.Product::matrix).distinct().toList();
    }

    /** The vector parameters in order of first appearance. */
    public List<String> vectors() {
        Set<String> names = new LinkedHashSet<>();
        equations.forEach(e -> names.addAll(e.value().variables()));
        names.remove(INPUT);
        names.removeAll(states());
        equations.forEach(e -> names.remove(e.target()));
        return List.copyOf(names);
    }

    /** The distinct products of a matrix with an operand, in order of first appearance, an outer one before those in it. */
    public List<Expr.Product> products() {
        Set<Expr.Product> products = new LinkedHashSet<>();
        equations.forEach(e -> collectProducts(e.value(), products));
        return List.copyOf(products);
    }

    private static void collectProducts(Expr e, Set<Expr.Product> products) {
        if (e instanceof Expr.Product p) {
            products.add(p);
        }
        e.children().forEach(child -> collectProducts(child, products));
    }

    /**
     * The shapes of the parameters, matrices before vectors, each in order of first appearance: a matrix [H, elements of its
     * operand], a vector [H].
     *
     * @throws IllegalArgumentException where the equations ask for as many inputs as hidden units and there are not
     */
    public Map<String, int[]> parameterShapes(int hidden, int input) {
        Shapes inferred = Shapes.of(this, Operation.of(this), hidden, input);
        Map<String, int[]> shapes = new LinkedHashMap<>();
        matrices().forEach(matrix -> shapes.put(matrix, new int[] {hidden, inferred.columnsOf(matrix)}));
        vectors().forEach(vector -> shapes.put(vector, new int[] {hidden}));
        return shapes;
    }

    /** The equations in one canonical notation, plain ASCII where the names are, which {@link #parse} reads back to an equal cell. */
    public String print() {
        return CellPrinter.print(this);
    }
}
