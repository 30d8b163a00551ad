/** The kernels' fast twin: the Vector API and classes generated at run time. */
module dev.unroll.simd {
    requires dev.unroll.core;
    requires static org.jspecify;
    requires jdk.incubator.vector;

    provides dev.unroll.kernel.KernelProvider with
            dev.unroll.simd.SimdProvider;
}
