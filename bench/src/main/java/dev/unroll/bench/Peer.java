package dev.unroll.bench;

import dev.unroll.bench.Conditions.Without;
import dev.unroll.bench.djl.Djl;
import dev.unroll.bench.libtorch.Libtorch;
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
     * with MKL on libtorch's OpenMP threads. The best of them is the one that counts. It enters with its own network of
     * the cell; in variants of a workload also with the cell composed of its operations.
     */
    static List<Peer> of(Workload workload, Conditions conditions) throws IOException {
        List<Peer> peers = new ArrayList<>();
        peers.add(java(PEAK, "fma", workload, conditions, Map.of()));
        peers.add(java(OURS, OURS, workload, conditions, Map.of()));
        if (Libtorch.has(workload)) {
            if (!workload.isVariant()) {
                peers.add(java("libtorch", "libtorch", workload, conditions, Map.of()));
            }
            peers.addAll(libtorch("libtorch", "libtorch", workload, conditions, workload.batch() == 1));
        }
        if (workload.reading() == Workload.Reading.RAGGED) {
            peers.addAll(libtorch("padded", "libtorch-padded", workload, conditions, false));
        }
        if (workload.classifies() || (workload.isVariant() && Libtorch.composes(workload))) {
            peers.addAll(libtorch("composed", "libtorch-composed", workload, conditions, true));
        }
        if (!workload.isVariant() && Djl.supports(workload)) {
            peers.add(java(
                    "DJL",
                    "djl",
                    workload,
                    conditions,
                    Map.of("DJL_CACHE_DIR", Natives.FOLDER, "ai.djl.offline", "true")));
        }
        if (workload.id().equals("W3") && Files.exists(NUMPY)) {
            Map<String, String> serial = Map.of("OPENBLAS_NUM_THREADS", "1");
            for (String style : List.of("plain", "vectorised")) {
                peers.add(new Peer("numpy " + style, List.of("python3", NUMPY.toString(), style), serial));
            }
        }
        return peers;
    }

    /** @param small whether operations are so small that libtorch's own threads may only cost */
    private static List<Peer> libtorch(
            String name, String contender, Workload workload, Conditions conditions, boolean small)
            throws IOException {
        Map<String, String> serial = Map.of("OPENBLAS_NUM_THREADS", "1");
        Map<String, String> threaded = Map.of("OPENBLAS_NUM_THREADS", Integer.toString(conditions.threads()));
        List<Peer> peers = new ArrayList<>();
        peers.add(java(name + " serial BLAS", contender, workload, conditions, serial));
        Map<String, String> mkl = Mkl.environment();
        if (!mkl.isEmpty()) {
            peers.add(java(name + " MKL", contender, workload, conditions, mkl));
        }
        if (small) {
            peers.add(java(name + " one thread", contender, workload, conditions.withThreads(1), serial));
            peers.add(java(name + " threaded BLAS", contender, workload, conditions.withThreads(1), threaded));
        }
        return peers;
    }

    /** This project, by another contender than the plain one if need be. */
    static Peer ours(String name, String contender, Workload workload, int threads) {
        return java(name, contender, workload, Conditions.of(threads), Map.of());
    }

    /** What {@code ./unroll} starts Java with. */
    private static final List<String> LAUNCHER = List.of("@app/launch/java.options");

    /** This project without what makes it fast, on the same workload. */
    static List<Peer> bare(Workload workload, Conditions conditions) {
        return List.of(
                java("unroll without oneDNN", OURS, workload, conditions.without(Without.ONEDNN), Map.of()),
                java("unroll without vectors", OURS, workload, conditions.without(Without.VECTORS), Map.of()));
    }

    private static Peer java(
            String name, String contender, Workload workload, Conditions conditions, Map<String, String> environment) {
        List<String> options = new ArrayList<>(contender.startsWith(OURS) ? LAUNCHER : List.of());
        List<String> command = command(
                options,
                conditions,
                Worker.class.getName(),
                contender,
                workload.id(),
                Integer.toString(conditions.threads()));
        return new Peer(name, command, conditions.environment(environment));
    }

    /** How a main class of the benchmark is started with this project's flags. */
    static List<String> oursCommand(String... mainAndArguments) {
        return command(LAUNCHER, Conditions.of(1), mainAndArguments);
    }

    private static List<String> command(List<String> options, Conditions conditions, String... mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(conditions.options());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D" + Natives.PROPERTY + "=" + Natives.FOLDER));
        command.addAll(List.of(mainAndArguments));
        return List.copyOf(command);
    }

    /** A process that is not started yet; what it prints on its standard error goes to {@code errors}. */
    ProcessBuilder process(File errors) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        builder.environment().keySet().removeIf(key -> key.matches("(OMP|GOMP|OPENBLAS|MKL)_.*|LD_PRELOAD"));
        builder.environment().putAll(environment);
        return builder;
    }
}
