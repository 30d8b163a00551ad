package dev.unroll.simd;

import dev.unroll.recurrence.CellContract;

/** Cells on the vector kernels. */
class SimdCellTest extends CellContract {
    SimdCellTest() {
        super(new SimdKernels());
    }
}
