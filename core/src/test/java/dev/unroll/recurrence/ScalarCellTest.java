package dev.unroll.recurrence;

import dev.unroll.kernel.ScalarKernels;

/** Cells on the definition of the kernels. */
class ScalarCellTest extends CellContract {
    ScalarCellTest() {
        super(new ScalarKernels());
    }
}
