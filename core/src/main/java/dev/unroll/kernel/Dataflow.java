package dev.unroll.kernel;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program as straight-line code: every distinct subexpression once, operands before their users.
 *
 * <p>It fixes the rounding for all implementations: {@code a * b + c} is one fused multiply-add (of two products the left
 * one is fused), everything else is one float operation for one node.
 */
public final class Dataflow {
    /** One value; operands are indices of earlier nodes. */
    public sealed interface Node {}

    public record Constant(float value) implements Node {}

    /** Reads the program's input of this index. */
    public record Read(int input) implements Node {}

    public record Neg(int of) implements Node {}

    public record Add(int left, int right) implements Node {}

    public record Sub(int left, int right) implements Node {}

    public record Mul(int left, int right) implements Node {}

    public record Div(int left, int right) implements Node {}

    /** left · right + addend, rounded once. */
    public record Fma(int left, int right, int addend) implements Node {}

    /** A function of one or two arguments; a function of one has its argument in both places. */
    public record Apply(Function function, int first, int second) implements Node {}

    private final Program program;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> results = new ArrayList<>();
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<Node, Integer> distinct = new HashMap<>();
    // Derived expressions share parts by reference; without this memory their trees would be walked exponentially
    // often.
    private final IdentityHashMap<Expr, Integer> visited = new IdentityHashMap<>();

    private Dataflow(Program program) {
        this.program = program;
        for (int k = 0; k < program.inputs().size(); k++) {
            String name = program.inputs().get(k).name();
            if (inputs.put(name, k) != null) {
                throw new IllegalArgumentException("program " + program.name() + " has two inputs named " + name);
            }
        }
        program.outputs().forEach(output -> results.add(place(result(output))));
    }

    /**
     * @throws IllegalArgumentException if an output reads a name that is no input, or holds a matrix product
     */
    public static Dataflow of(Program program) {
        return new Dataflow(program);
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of each output, in order. */
    public List<Integer> results() {
        return List.copyOf(results);
    }

    /** A product is fused with the addition, so that it is not subnormal even on the way. */
    private static Expr result(Program.Output output) {
        Expr value = output.value();
        if (!output.flushed() || value instanceof Expr.Const) {
            return value;
        }
        Expr grain = Expr.of(Flush.GRAIN);
        return value.plus(grain).minus(grain);
    }

    private int place(Expr e) {
        Integer known = visited.get(e);
        if (known != null) {
            return known;
        }
        Node node = translate(e);
        Integer same = distinct.get(node);
        if (same == null) {
            same = nodes.size();
            nodes.add(node);
            distinct.put(node, same);
        }
        visited.put(e, same);
        return same;
    }

    private Node translate(Expr e) {
        return switch (e) {
            case Expr.Const c -> new Constant((float) c.value());
            case Expr.Var v -> new Read(input(v.name()));
            case Expr.Neg n -> new Neg(place(n.of()));
            case Expr.Add(Expr.Mul(Expr a, Expr b), Expr c) -> new Fma(place(a), place(b), place(c));
            case Expr.Add(Expr c, Expr.Mul(Expr a, Expr b)) -> new Fma(place(a), place(b), place(c));
            case Expr.Add a -> new Add(place(a.left()), place(a.right()));
            case Expr.Sub s -> new Sub(place(s.left()), place(s.right()));
            case Expr.Mul m -> new Mul(place(m.left()), place(m.right()));
            case Expr.Div d -> new Div(place(d.left()), place(d.right()));
            case Expr.Call c -> {
                int first = place(c.arguments().getFirst());
                yield new Apply(
                        c.function(),
                        first,
                        c.arguments().size() > 1 ? place(c.arguments().get(1)) : first);
            }
            case Expr.Product p ->
                throw new IllegalArgumentException("program " + program.name() + " holds the matrix product of "
                        + p.matrix() + ", which is not elementwise: take it out before compiling");
            case Expr.Reduction r ->
                throw new IllegalArgumentException("program " + program.name() + " holds " + r.print()
                        + ", which is not elementwise: take it out before compiling");
        };
    }

    private int input(String name) {
        Integer index = inputs.get(name);
        if (index == null) {
            throw new IllegalArgumentException(
                    "program " + program.name() + " reads " + name + ", which is not among its inputs "
                            + program.inputs().stream().map(Program.Input::name).toList());
        }
        return index;
    }
}
