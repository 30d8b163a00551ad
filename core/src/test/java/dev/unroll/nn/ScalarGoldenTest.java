package dev.unroll.nn;

import dev.unroll.kernel.ScalarKernels;

/** Parity on the definition of the kernels. */
class ScalarGoldenTest extends GoldenContract {
    ScalarGoldenTest() {
        super(new ScalarKernels());
    }
}
