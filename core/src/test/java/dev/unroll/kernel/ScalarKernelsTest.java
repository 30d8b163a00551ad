package dev.unroll.kernel;

/** The definition keeps its own contract. */
class ScalarKernelsTest extends KernelsContract {
    ScalarKernelsTest() {
        super(new ScalarKernels());
    }
}
