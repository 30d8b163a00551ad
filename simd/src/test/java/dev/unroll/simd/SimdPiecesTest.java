package dev.unroll.simd;

import dev.unroll.nn.PiecesContract;

/** Passes in pieces on the vector kernels. */
class SimdPiecesTest extends PiecesContract {
    SimdPiecesTest() {
        super(new SimdKernels());
    }
}
