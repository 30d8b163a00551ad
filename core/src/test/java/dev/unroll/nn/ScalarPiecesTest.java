package dev.unroll.nn;

import dev.unroll.kernel.ScalarKernels;

/** Passes in pieces on the definition of the kernels. */
class ScalarPiecesTest extends PiecesContract {
    ScalarPiecesTest() {
        super(new ScalarKernels());
    }
}
