package dev.unroll.recurrence;

import dev.unroll.kernel.Pointwise;
import dev.unroll.recurrence.Slot.Time;
import java.util.List;

/** A compiled program bound to the arrays of one pass and one worker; moving it through time only changes offsets. */
final class Binding {
    private static final float[] NO_SCALARS = {};

    /**
     * Where a slot lies for a worker.
     *
     * @param base offset at time index 0, the worker's first row, column block 0
     * @param perStep floats from one time index to the next
     * @param perBlock floats from one column block to the next
     */
    record Place(float[] array, int base, int stride, int perStep, int perBlock, Time time) {
        int offset(int t, int block) {
            int index = switch (time) {
                case NONE -> 0;
                case NOW -> t;
                case NEXT -> t + 1;
                case ALTERNATE -> t & 1;
                case ALTERNATE_NEXT -> (t + 1) & 1;
            };
            return base + index * perStep + block * perBlock;
        }
    }

    private final Pointwise code;
    private final Place[] places;
    private final float[][] arrays;
    private final int[] offsets;
    private final int[] strides;

    Binding(Pointwise code, List<Place> places) {
        this.code = code;
        this.places = places.toArray(Place[]::new);
        arrays = new float[this.places.length][];
        offsets = new int[arrays.length];
        strides = new int[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = this.places[i].array();
            strides[i] = this.places[i].stride();
        }
    }

    void run(int t, int block, int row, int rows, int columns) {
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = places[i].offset(t, block) + row * strides[i];
        }
        code.run(arrays, offsets, strides, NO_SCALARS, rows, columns);
    }
}
