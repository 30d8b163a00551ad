package dev.unroll.simd;

import dev.unroll.nn.SubnormalContract;

/** Small numbers on the vector kernels. */
class SimdSubnormalTest extends SubnormalContract {
    SimdSubnormalTest() {
        super(new SimdKernels());
    }
}
