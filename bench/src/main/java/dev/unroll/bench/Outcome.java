package dev.unroll.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All results of one workload.
 *
 * @param workload what was run
 * @param results of all who took part, the peak included
 */
record Outcome(Workload workload, List<Result> results) {
    /** The measured peak of multiply-adds, in floating-point operations a second. */
    Optional<Result> peak() {
        return find(result -> result.peer().equals(Peer.PEAK));
    }

    /** This project's result. */
    Optional<Result> ours() {
        return find(result -> result.peer().equals(Peer.OURS));
    }

    /** Everybody but the peak. */
    List<Result> peers() {
        return results.stream()
                .filter(result -> !result.peer().equals(Peer.PEAK))
                .toList();
    }

    /** The fastest of the others: the settings of a library that count are its best ones. */
    Optional<Result> bestOther() {
        return peers().stream()
                .filter(result -> !result.peer().equals(Peer.OURS))
                .max(Comparator.comparingDouble(Result::median));
    }

    /** The share of the peak that a peer's useful operations reach. */
    Optional<Double> shareOfPeak(Result result) {
        return peak().map(peak -> result.ratio(peak) * workload.flopsPerUnit());
    }

    private Optional<Result> find(Predicate<Result> wanted) {
        return results.stream().filter(wanted).findFirst();
    }
}
