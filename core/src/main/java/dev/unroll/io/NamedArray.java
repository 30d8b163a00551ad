package dev.unroll.io;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One named array of a file: row-major values of the given shape. A scalar has the shape {@code []}. The arrays are
 * shared, not copied.
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record NamedArray(String name, int[] shape, float[] data) {
    public NamedArray {
        long size = 1;
        for (int d : shape) {
            if (d < 0) {
                throw new IllegalArgumentException(name + " has a negative dimension in " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, d);
        }
        if (size != data.length) {
            throw new IllegalArgumentException(name + " has the shape " + Arrays.toString(shape) + ", which holds "
                    + size + " values, but " + data.length + " are given");
        }
    }

    /** Same name, same shape, same bits. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamedArray that
                && name.equals(that.name)
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + Arrays.hashCode(shape)) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
