package dev.unroll.recurrence;

import dev.unroll.kernel.ScalarKernels;

/** Random cells on the definition of the kernels. */
class ScalarRandomCellTest extends RandomCellContract {
    ScalarRandomCellTest() {
        super(new ScalarKernels(), 250);
    }
}
