package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * H elements (the hidden units), {@code x} has D; a matrix maps its operand to H elements. An equation for {@code y} gives
 * the output a width O of its own: its matrices map to O elements, and its vectors have as many. Where {@code x} is used
 * element by element, it is first multiplied by the matrix {@link #PROJECTION}, which brings it to H elements.
 *
 * @param name what messages and models call it
 * @param equations in order of evaluation; an equation reads the ones above it
 * @param inits how parameters start, where it is not the default; by name, in the order written
 */
public record Cell(String name, List<Equation> equations, Map<String, Init> inits) {
    /** The name of the input in every cell. */
    public static final String INPUT = "x";

    /** The name of the output, where a cell has an equation for it. */
    public static final String OUTPUT = "y";

    /** The matrix that brings an input that is used element by element to the width of the states. */
    public static final String PROJECTION = "Px";

    public Cell {
        equations = equations.stream()
                .map(e -> new Equation(e.target(), projected(e.value())))
                .toList();
        inits = Collections.unmodifiableMap(new LinkedHashMap<>(inits));
    }

    /**
     * One line: the target takes the value.
     *
     * @param target an intermediate such as {@code i}, a next state such as {@code c'}, or the output {@code y}
     * @param value over {@code x}, states, vectors, targets of equations above, and products of a matrix with such a value
     */
    public record Equation(String target, Expr value) {
        /** Whether it gives a next state. */
        public boolean isState() {
            return target.endsWith("'");
        }

        /** Whether it gives the output. */
        public boolean isOutput() {
            return target.equals(OUTPUT);
        }
    }

    private static Expr projected(Expr e) {
        Expr x = Expr.var(INPUT);
        if (e.equals(x)) {
            return new Expr.Product(PROJECTION, x);
        }
        boolean multiplied = e instanceof Expr.Product p && p.operand().equals(x);
        return multiplied ? e : e.map(Cell::projected);
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

    /** The equation for the output, which may have a width of its own. */
    public Optional<Equation> outputEquation() {
        return equations.stream().filter(Equation::isOutput).findFirst();
    }

    /** What the next layer reads: {@code y} where there is one, else the state {@code h}, else the last state. */
    public String output() {
        List<String> states = states();
        if (outputEquation().isPresent() || states.contains(OUTPUT)) {
            return OUTPUT;
        }
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

    /** {@link #parameterShapes(int, int, int)} with an output as wide as the states. */
    public Map<String, int[]> parameterShapes(int hidden, int input) {
        return parameterShapes(hidden, input, hidden);
    }

    /**
     * The shapes of the parameters, matrices before vectors, each in order of first appearance: a matrix [H, elements of its
     * operand], a vector [H]; in the equation for y, O instead of H.
     *
     * @param output O, which matters only where the cell has an equation for y
     * @throws IllegalArgumentException if a matrix is applied to x and to hidden values, or a parameter serves y and states
     */
    public Map<String, int[]> parameterShapes(int hidden, int input, int output) {
        return Shapes.of(this, hidden, input, output);
    }

    /** The equations in one canonical notation, plain ASCII where the names are, which {@link #parse} reads back to an equal cell. */
    public String print() {
        return CellPrinter.print(this);
    }
}
