package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import java.util.Optional;

/**
 * How a parameter starts: what an {@code init} line of a cell says, and what {@code nn.Linear} takes. A matrix is [n × m], m
 * inputs to n outputs. A parameter of a cell without an {@code init} line starts uniform in ±1/√H, H the number of hidden
 * units, or in ±1 where it is a table that tokens look up.
 */
public sealed interface Init {
    /** {@code init bf = 1}: every element the same. */
    record Constant(double value) implements Init {}

    /** {@code init W = uniform(0.08)}: uniform in ±bound. */
    record Uniform(double bound) implements Init {}

    /** {@code init W = normal(0.01)}: normal around 0. */
    record Normal(double deviation) implements Init {}

    /** {@code init W = fanin}: uniform in ±1/√m, which keeps sums of m inputs of about equal size (LeCun et al. 1998). */
    record FanIn() implements Init {}

    /**
     * {@code init W = glorot}: uniform in ±√6/√(m + n), a compromise between the sizes of outputs and of gradients (Glorot
     * and Bengio 2010). Slides that write ±6/√(m + n) have lost the root.
     */
    record Glorot() implements Init {}

    /** {@code init W = he}: normal with deviation √(2/m), which makes up for what relu cuts off (He et al. 2015). */
    record He() implements Init {}

    /** {@code init W = orthogonal}: orthonormal rows or columns, whichever are fewer (Saxe, McClelland and Ganguli 2013). */
    record Orthogonal() implements Init {}

    /** {@code init Whh = identity}: ones on the diagonal of a matrix (Le, Jaitly and Hinton 2015, for relu cells). */
    record Identity() implements Init {}

    /** Those without a number, by name. */
    static Optional<Init> named(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "fanin" -> new FanIn();
                    case "glorot" -> new Glorot();
                    case "he" -> new He();
                    case "orthogonal" -> new Orthogonal();
                    case "identity" -> new Identity();
                    default -> null;
                });
    }

    /** Whether it says nothing of a vector. */
    default boolean needsMatrix() {
        return !(this instanceof Constant || this instanceof Uniform || this instanceof Normal);
    }

    /** As an {@code init} line has it. */
    default String print() {
        return switch (this) {
            case Constant c -> Expr.of(c.value).print();
            case Uniform u -> "uniform(" + Expr.of(u.bound).print() + ")";
            case Normal n -> "normal(" + Expr.of(n.deviation).print() + ")";
            case FanIn f -> "fanin";
            case Glorot g -> "glorot";
            case He h -> "he";
            case Orthogonal o -> "orthogonal";
            case Identity i -> "identity";
        };
    }

    /**
     * Draws a matrix, row-major; a vector is a matrix of one column.
     *
     * @param n rows: outputs
     * @param m columns: inputs
     */
    default float[] draw(int n, int m, CounterRandom random) {
        return switch (this) {
            case FanIn f -> new Uniform(1 / Math.sqrt(m)).draw(n, m, random);
            case Glorot g -> new Uniform(Math.sqrt(6.0 / (m + n))).draw(n, m, random);
            case He h -> new Normal(Math.sqrt(2.0 / m)).draw(n, m, random);
            case Orthogonal o -> OrthogonalMatrix.draw(n, m, random);
            default -> {
                float[] values = new float[Math.multiplyExact(n, m)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = switch (this) {
                        case Constant c -> (float) c.value;
                        case Uniform u -> (float) ((2 * random.uniform(i) - 1) * u.bound);
                        case Normal d -> (float) (random.normal(i) * d.deviation);
                        default -> i / m == i % m ? 1 : 0;
                    };
                }
                yield values;
            }
        };
    }
}
