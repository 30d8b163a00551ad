package dev.unroll.simd;

import dev.unroll.recurrence.RandomCellContract;

/** Random cells on the vector kernels. */
class SimdRandomCellTest extends RandomCellContract {
    SimdRandomCellTest() {
        super(new SimdKernels(), 100);
    }
}
