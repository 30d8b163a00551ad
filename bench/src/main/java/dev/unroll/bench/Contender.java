package dev.unroll.bench;

import dev.unroll.bench.djl.Djl;
import dev.unroll.bench.libtorch.Libtorch;
import dev.unroll.bench.ours.Unroll;
import dev.unroll.bench.ours.Variation;

/** A library that can build the workloads; it lives in a process of its own. */
public interface Contender {
    /**
     * Builds a workload with random weights and random characters, ready for its first step.
     *
     * @param threads how many threads the library may compute with
     */
    Job prepare(Workload workload, int threads);

    /** The contender called {@code name} on a worker's command line. */
    static Contender named(String name) {
        return switch (name) {
            case Peer.OURS -> new Unroll();
            case "libtorch" -> new Libtorch(Libtorch.Style.OWN);
            case "libtorch-composed" -> new Libtorch(Libtorch.Style.COMPOSED);
            case "libtorch-padded" -> new Libtorch(Libtorch.Style.PADDED);
            case "djl" -> new Djl();
            case "fma" -> new FmaPeak();
            default -> Variation.named(name);
        };
    }
}
