package dev.unroll.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What everybody has to work with.
 *
 * @param threads of a library
 * @param avx2 whether nobody uses more of the processor than AVX2
 * @param without what ours has to do without
 */
record Conditions(int threads, boolean avx2, Without without) {
    /** A part that ours is faster with. */
    enum Without {
        NOTHING,
        /** No native product. */
        ONEDNN,
        /** Nor Java's vectors: plain loops. */
        VECTORS
    }

    static Conditions of(int threads) {
        return new Conditions(threads, false, Without.NOTHING);
    }

    Conditions withThreads(int count) {
        return new Conditions(count, avx2, without);
    }

    Conditions without(Without part) {
        return new Conditions(threads, avx2, part);
    }

    /** What Java is started with. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        if (without != Without.VECTORS) {
            options.add("--add-modules=jdk.incubator.vector");
        }
        if (avx2) {
            options.add("-XX:UseAVX=2");
        }
        options.add("-cp");
        options.add(classPath());
        return options;
    }

    private String classPath() {
        String all = System.getProperty("java.class.path");
        return without == Without.NOTHING
                ? all
                : Arrays.stream(all.split(":"))
                        .filter(entry -> !entry.matches(".*/dnnl-[^/]*\\.jar"))
                        .collect(Collectors.joining(":"));
    }

    /**
     * What the native libraries of a process are told.
     *
     * @param own what they are told anyway
     */
    Map<String, String> environment(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(own);
        if (avx2) {
            all.put("ONEDNN_MAX_CPU_ISA", "AVX2");
            all.put("ATEN_CPU_CAPABILITY", "avx2");
            all.put("MKL_ENABLE_INSTRUCTIONS", "AVX2");
            // OpenBLAS knows its kernels by the first processor that could run them
            all.put("OPENBLAS_CORETYPE", "Haswell");
        }
        return all;
    }
}
