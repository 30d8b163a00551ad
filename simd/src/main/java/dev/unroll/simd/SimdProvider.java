package dev.unroll.simd;

import dev.unroll.kernel.KernelProvider;
import dev.unroll.kernel.Kernels;

/** Offers the vector kernels where the JVM was started with the incubator module. */
public final class SimdProvider implements KernelProvider {
    private static final String MODULE = "jdk.incubator.vector";

    /** For {@link java.util.ServiceLoader}. */
    public SimdProvider() {}

    @Override
    public String name() {
        return "simd";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Answer provide(Kernels below) {
        // asked first: linking SimdKernels without the module would fail
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Answer.Unavailable(
                    "the JVM was started without the module " + MODULE, "start java with --add-modules " + MODULE);
        }
        return ready();
    }

    private static Answer ready() {
        Kernels kernels = new SimdKernels();
        return new Answer.Ready(kernels, Lanes.COUNT + " floats a vector, " + RowBlocks.MOST_ROWS + " rows a block");
    }
}
