package dev.unroll.nn;

import dev.unroll.kernel.ScalarKernels;

/** The recorded run on the definition of the kernels. */
class ScalarFirstLossesTest extends FirstLossesContract {
    ScalarFirstLossesTest() {
        super(new ScalarKernels());
    }
}
