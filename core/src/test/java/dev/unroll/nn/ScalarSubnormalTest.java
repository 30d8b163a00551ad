package dev.unroll.nn;

import dev.unroll.kernel.ScalarKernels;

/** Small numbers on the definition of the kernels. */
class ScalarSubnormalTest extends SubnormalContract {
    ScalarSubnormalTest() {
        super(new ScalarKernels());
    }
}
