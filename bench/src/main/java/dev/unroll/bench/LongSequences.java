package dev.unroll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a token of a long sequence costs what one of a short sequence does, in time and in memory.
 *
 * @param workloads shortest first
 * @param results of the same order, then the longest with the states of few steps kept
 */
record LongSequences(List<Workload> workloads, List<Result> results) {
    private static final List<Integer> STEPS = List.of(100, 1_000, 10_000);

    private static final String ROW = "  %-24s %10s %23s %20s %10s%s%n";

    static LongSequences measure(Workload workload, RaceOptions options) throws IOException {
        List<Workload> workloads =
                STEPS.stream().map(steps -> workload.with(steps, 1)).toList();
        List<Peer> peers = new ArrayList<>();
        for (Workload one : workloads) {
            peers.add(Peer.ours(one.time() + " steps", Peer.OURS, one, options.threads()));
        }
        Workload longest = workloads.getLast();
        peers.add(Peer.ours(longest.time() + " with checkpoints", "unroll-checkpoints", longest, options.threads()));
        List<Result> results = options.race().run(peers);
        if (results.size() < peers.size()) {
            throw new IOException("a sequence did not run");
        }
        return new LongSequences(workloads, results);
    }

    /** Bytes that every further step of the longest sequence takes, compared with the one before. */
    private double bytesPerStep() {
        int last = workloads.size() - 1;
        return (double) (results.get(last).peakMemory() - results.get(last - 1).peakMemory())
                / (workloads.get(last).time() - workloads.get(last - 1).time());
    }

    String table() {
        StringBuilder table = new StringBuilder("One sequence; ")
                .append(workloads.getFirst().describe())
                .append('\n');
        table.append(ROW.formatted("length", "tokens/s", "min – max", "by the shortest", "memory", ""));
        for (Result result : results) {
            table.append(ROW.formatted(
                    result.peer(),
                    "%,.0f".formatted(result.median()),
                    Table.range(result, 1),
                    Table.ratio(result.ratios(results.getFirst())),
                    "%d MiB".formatted(result.peakMemory() >> 20),
                    Table.remark(result)));
        }
        return table.append("  %.1f KiB a step%n".formatted(bytesPerStep() / 1024))
                .toString();
    }

    Map<String, Object> json() {
        List<Object> rows = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> row = new LinkedHashMap<>(Json.result(result));
            row.put("by_shortest", result.ratio(results.getFirst()));
            rows.add(row);
        }
        return Map.of("workload", workloads.getFirst().describe(), "rows", rows, "bytes_per_step", bytesPerStep());
    }
}
