package dev.unroll.recurrence;

import dev.unroll.kernel.ScalarKernels;

/** Sequences of unequal length on the definition of the kernels. */
class ScalarLengthsTest extends LengthsContract {
    ScalarLengthsTest() {
        super(new ScalarKernels());
    }
}
