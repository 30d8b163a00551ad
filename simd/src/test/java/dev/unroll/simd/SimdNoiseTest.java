package dev.unroll.simd;

import dev.unroll.recurrence.NoiseContract;

/** Noise in states on the vector kernels. */
class SimdNoiseTest extends NoiseContract {
    SimdNoiseTest() {
        super(new SimdKernels());
    }
}
