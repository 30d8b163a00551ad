package dev.unroll.bench;

import dev.unroll.bench.ours.Unroll;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A contender with its settings: what is started and in which environment.
 *
 * @param name how reports call it
 * @param command the worker's command line
 * @param environment variables set for it; all other threading variables are removed
 */
record Peer(String name, List<String> command, Map<String, String> environment) {
    /** The name of the library this project measures. */
    static final String OURS = "unroll";
    /** The name of {@link FmaPeak}. */
    static final String PEAK = "fma peak";

    private static final Path NUMPY = Path.of("bench/peers/min_char_rnn_speed.py");

    /**
     * Everybody who takes part in a workload.
     *
     * <p>libtorch enters in several settings because its best one depends on the workload: with its own OpenBLAS (which
     * is built with a thread pool of its own, so that two pools fight over the cores unless one is switched off), and
     * with MKL on libtorch's OpenMP threads. The best of them is the one that counts.
     */
    static List<Peer> of(Workload workload, int threads) throws IOException {
        List<Peer> peers = new ArrayList<>();
        peers.add(java(PEAK, "fma", workload, threads, Map.of()));
        if (Unroll.supports(workload)) {
            peers.add(java(OURS, OURS, workload, threads, Map.of()));
        }
        peers.add(java("libtorch", "libtorch", workload, threads, Map.of()));
        peers.add(java("libtorch serial BLAS", "libtorch", workload, threads, Map.of("OPENBLAS_NUM_THREADS", "1")));
        Map<String, String> mkl = Mkl.environment();
        if (!mkl.isEmpty()) {
            peers.add(java("libtorch MKL", "libtorch", workload, threads, mkl));
        }
        if (workload.batch() == 1) {
            // products too small to share: other threads only cost
            peers.add(java("libtorch one thread", "libtorch", workload, 1, Map.of("OPENBLAS_NUM_THREADS", "1")));
            peers.add(java(
                    "libtorch threaded BLAS",
                    "libtorch",
                    workload,
                    1,
                    Map.of("OPENBLAS_NUM_THREADS", Integer.toString(threads))));
        }
        if (workload.id().equals("W3") && Files.exists(NUMPY)) {
            Map<String, String> serial = Map.of("OPENBLAS_NUM_THREADS", "1");
            for (String style : List.of("plain", "vectorised")) {
                peers.add(new Peer("numpy " + style, List.of("python3", NUMPY.toString(), style), serial));
            }
        }
        return peers;
    }

    /** What {@code ./unroll} starts Java with. */
    private static final List<String> LAUNCHER = List.of(
            "-XX:+UseG1GC",
            "-XX:G1HeapRegionSize=1m",
            "-Xmn24m",
            "-Xms64m",
            "-XX:GCTimeRatio=1",
            "-XX:CICompilerCount=3",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,dev.unroll.simd.Kernel_*::*,0.01");

    private static Peer java(
            String name, String contender, Workload workload, int threads, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (name.equals(OURS)) {
            command.addAll(LAUNCHER);
        }
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D" + Natives.PROPERTY + "=" + Natives.FOLDER,
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                contender,
                workload.id(),
                Integer.toString(threads)));
        return new Peer(name, List.copyOf(command), environment);
    }

    /** A process that is not started yet; what it prints on its standard error goes to {@code errors}. */
    ProcessBuilder process(File errors) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        builder.environment().keySet().removeIf(key -> key.matches("(OMP|GOMP|OPENBLAS|MKL)_.*|LD_PRELOAD"));
        builder.environment().putAll(environment);
        return builder;
    }
}
