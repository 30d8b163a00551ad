package dev.unroll.simd;

import dev.unroll.nn.FirstLossesContract;

/** The recorded run on the vector kernels. */
class SimdFirstLossesTest extends FirstLossesContract {
    SimdFirstLossesTest() {
        super(new SimdKernels());
    }
}
