package dev.unroll.bench;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * MKL in place of libtorch's OpenBLAS: preloaded, so that libtorch's calls to {@code sgemm_} arrive there.
 *
 * <p>Its GNU threading layer computes on the OpenMP threads that libtorch has already, so the two need no tuning against
 * each other. It exists for Linux on x86-64 alone.
 */
final class Mkl {
    private static final String FOLDER = "/org/bytedeco/mkl/linux-x86_64/";
    private static final List<String> PARTS =
            List.of("core", "intel_lp64", "gnu_thread", "def", "mc3", "avx2", "avx512", "rt");

    private Mkl() {}

    /** The variables that bring MKL into a process, none where it does not exist. */
    static Map<String, String> environment() throws IOException {
        Natives.unpackWithTheBuild();
        File openMp = unpack("/org/bytedeco/pytorch/linux-x86_64/libgomp.so.1");
        File mkl = null;
        for (String part : PARTS) {
            mkl = unpack(FOLDER + "libmkl_" + part + ".so.2");
        }
        if (openMp == null || mkl == null) {
            return Map.of();
        }
        return Map.of(
                "LD_PRELOAD",
                openMp + ":" + mkl,
                "LD_LIBRARY_PATH",
                mkl.getParent(),
                "MKL_THREADING_LAYER",
                "GNU",
                "MKL_INTERFACE_LAYER",
                "LP64");
    }

    private static @Nullable File unpack(String resource) throws IOException {
        URL url = Mkl.class.getResource(resource);
        return url == null ? null : Loader.cacheResource(url);
    }
}
