package dev.unroll.simd;

import dev.unroll.kernel.KernelsContract;

/** The vector kernels keep the contract. */
class SimdKernelsTest extends KernelsContract {
    SimdKernelsTest() {
        super(new SimdKernels());
    }
}
