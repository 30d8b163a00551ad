package dev.unroll.kernel;

import dev.unroll.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * A fused elementwise computation: for every element of a block of rows, read the inputs, then write the outputs. All
 * reads of an element come before its writes, so an output may lie over an input.
 *
 * <p>{@link Kernels#compile} turns it into a {@link Pointwise}. A program becomes one loop in one method; whoever builds
 * it keeps it small (some fifty operations), because the JIT gives up on large ones.
 *
 * @param name for diagnostics and generated class names, letters and digits
 * @param inputs what the expressions may read, by name
 * @param outputs what is written; the values read inputs only, never other outputs
 */
public record Program(String name, List<Input> inputs, List<Output> outputs) {
    public Program {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** How an input lies in memory. */
    public enum Kind {
        /** One value for each row and column; rows are a stride apart. */
        BLOCK,
        /** One value for each column, the same for all rows (a bias). */
        ROW,
        /** One value for each row, the same for all columns (a mean of the row). */
        COLUMN,
        /** One number for the whole call. */
        SCALAR
    }

    public record Input(String name, Kind kind) {}

    /** @param flushed whether it is written as {@link Flush} rounds it */
    public record Output(String name, Expr value, boolean flushed) {
        public Output(String name, Expr value) {
            this(name, value, false);
        }
    }

    /** Array bindings of a call: the inputs that are not scalars in order, then the outputs. */
    public int arrays() {
        return (int) inputs.stream().filter(i -> i.kind() != Kind.SCALAR).count() + outputs.size();
    }

    /** Scalars of a call, in the order of the inputs. */
    public int scalars() {
        return (int) inputs.stream().filter(i -> i.kind() == Kind.SCALAR).count();
    }

    /** Where an input is bound in a call: its index among the arrays or, for a scalar, among the scalars. */
    public int binding(int input) {
        boolean scalar = inputs.get(input).kind() == Kind.SCALAR;
        return (int) inputs.subList(0, input).stream()
                .filter(i -> (i.kind() == Kind.SCALAR) == scalar)
                .count();
    }

    /** The same program with names that say nothing: programs that do the same become equal. */
    public Program anonymous() {
        List<String> names = inputs.stream().map(Input::name).toList();
        List<Input> renamed = new ArrayList<>();
        for (Input input : inputs) {
            renamed.add(new Input("i" + renamed.size(), input.kind()));
        }
        List<Output> values = new ArrayList<>();
        for (Output output : outputs) {
            Expr value = output.value()
                    .substitute(name -> Expr.var(names.contains(name) ? "i" + names.indexOf(name) : name));
            values.add(new Output("o" + values.size(), value, output.flushed()));
        }
        return new Program("program", renamed, values);
    }
}
