package dev.unroll.simd;

import dev.unroll.recurrence.LengthsContract;

/** Sequences of unequal length on the vector kernels. */
class SimdLengthsTest extends LengthsContract {
    SimdLengthsTest() {
        super(new SimdKernels());
    }
}
