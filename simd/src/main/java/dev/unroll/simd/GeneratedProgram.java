package dev.unroll.simd;

import dev.unroll.kernel.Pointwise;

/** The loops around the generated methods of one program. */
abstract class GeneratedProgram implements Pointwise {
    /** Columns that one pass of {@link #block} or of the loop in {@link #flat} takes. */
    private final int group;

    GeneratedProgram(int group) {
        this.group = group;
    }

    /** All rows of the group of columns that starts at {@code column}. */
    abstract void block(
            float[][] arrays, int[] offsets, int[] strides, float[] scalars, int rows, int column, int ignored);

    /** One row of {@code columns}, a multiple of the group. */
    abstract void flat(
            float[][] arrays, int[] offsets, int[] strides, float[] scalars, int ignored, int column, int columns);

    /** All rows of {@code columns} columns, at most one vector. */
    abstract void tail(
            float[][] arrays, int[] offsets, int[] strides, float[] scalars, int rows, int column, int columns);

    @Override
    public void run(float[][] arrays, int[] offsets, int[] strides, float[] scalars, int rows, int cols) {
        int whole = cols - cols % group;
        if (rows == 1) {
            flat(arrays, offsets, strides, scalars, rows, 0, whole);
        } else {
            for (int column = 0; column < whole; column += group) {
                block(arrays, offsets, strides, scalars, rows, column, group);
            }
        }
        for (int column = whole; column < cols; column += Lanes.COUNT) {
            tail(arrays, offsets, strides, scalars, rows, column, Math.min(Lanes.COUNT, cols - column));
        }
    }
}
