package dev.unroll.bench;

/** Prints an outcome for people. */
final class Table {
    private static final String ROW = "  %-22s %10s %23s %10s %8s %10s %10s %10s%s%n";

    private Table() {}

    static String of(Outcome outcome) {
        StringBuilder table = new StringBuilder(outcome.workload().describe()).append('\n');
        outcome.peak()
                .ifPresent(peak -> table.append("  FMA peak %.0f GFLOP/s [%s]; %.3f MFLOP of products a token%n"
                        .formatted(
                                peak.median() / 1e9,
                                range(peak, 1e9),
                                outcome.workload().flopsPerUnit() / 1e6)));
        table.append(ROW.formatted(
                "peer", "tokens/s", "min – max", "ours/peer", "of peak", "1st step", "90 % after", "memory", ""));
        for (Result result : outcome.peers()) {
            table.append(ROW.formatted(
                    result.peer(),
                    "%,.0f".formatted(result.median()),
                    range(result, 1),
                    outcome.ours()
                            .map(ours -> "%.2f".formatted(ours.ratio(result)))
                            .orElse(""),
                    outcome.shareOfPeak(result)
                            .map(share -> "%.0f %%".formatted(100 * share))
                            .orElse(""),
                    "%.1f s".formatted(result.firstStepSeconds()),
                    result.steadyAfter().isPresent()
                            ? "%.1f s".formatted(result.steadyAfter().getAsDouble())
                            : "not yet",
                    "%d MiB".formatted(result.peakMemory() >> 20),
                    result.disturbed() ? "  (disturbed by other processes)" : ""));
        }
        return table.toString();
    }

    private static String range(Result result, double unit) {
        double[] speeds = result.speeds();
        return "%,.0f – %,.0f".formatted(speeds[0] / unit, speeds[speeds.length - 1] / unit);
    }
}
