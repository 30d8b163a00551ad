package dev.unroll.kernel;

/** A compiled {@link Program}. Stateless; may run on several threads at once. */
@FunctionalInterface
public interface Pointwise {
    /**
     * Computes {@code rows × cols} elements. Element (r, c) of binding k is {@code arrays[k][offsets[k] + r * strides[k] + c]}
     * (for a {@link Program.Kind#ROW} input the stride is ignored and taken as 0, for a {@link Program.Kind#COLUMN} input c is).
     * An element's bits do not depend on the elements computed beside it, so a block may be cut anywhere.
     *
     * @param arrays the program's non-scalar inputs in order, then its outputs
     * @param offsets the first element of each binding
     * @param strides floats from row to row of each binding
     * @param scalars the program's scalar inputs in order
     */
    void run(float[][] arrays, int[] offsets, int[] strides, float[] scalars, int rows, int cols);
}
