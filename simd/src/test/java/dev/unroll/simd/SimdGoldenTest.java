package dev.unroll.simd;

import dev.unroll.nn.GoldenContract;

/** Parity on the vector kernels. */
class SimdGoldenTest extends GoldenContract {
    SimdGoldenTest() {
        super(new SimdKernels());
    }
}
