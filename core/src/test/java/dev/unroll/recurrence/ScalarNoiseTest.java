package dev.unroll.recurrence;

import dev.unroll.kernel.ScalarKernels;

/** Noise in states on the definition of the kernels. */
class ScalarNoiseTest extends NoiseContract {
    ScalarNoiseTest() {
        super(new ScalarKernels());
    }
}
