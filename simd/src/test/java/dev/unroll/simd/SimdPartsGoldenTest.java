package dev.unroll.simd;

import dev.unroll.nn.PartsGoldenContract;

/** Parity on the vector kernels. */
class SimdPartsGoldenTest extends PartsGoldenContract {
    SimdPartsGoldenTest() {
        super(new SimdKernels());
    }
}
