package dev.unroll.recurrence;

/**
 * How a parameter of a cell starts, as an {@code init} line says it. A parameter without one starts uniform in ±1/√H, H
 * the number of hidden units.
 */
public sealed interface Init {
    /** {@code init bf = 1}: every element the same. */
    record Constant(double value) implements Init {}

    /** {@code init W = uniform(0.08)}: uniform in ±bound. */
    record Uniform(double bound) implements Init {}

    /** {@code init W = normal(0.01)}: normal around 0. */
    record Normal(double deviation) implements Init {}

    /** {@code init Whh = identity}: ones on the diagonal of a matrix (Le, Jaitly and Hinton 2015, for relu cells). */
    record Identity() implements Init {}
}
