package dev.unroll.nn;

import dev.unroll.kernel.ScalarKernels;

/** Parity on the definition of the kernels. */
class ScalarPartsGoldenTest extends PartsGoldenContract {
    ScalarPartsGoldenTest() {
        super(new ScalarKernels());
    }
}
