package dev.unroll.bench;

/** Prints an outcome for people. */
final class Table {
    private static final String ROW = "  %-24s %10s %23s %20s %8s %10s %10s %10s%s%n";

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
                    outcome.ours().map(ours -> ratio(ours.ratios(result))).orElse(""),
                    outcome.shareOfPeak(result)
                            .map(share -> "%.0f %%".formatted(100 * share))
                            .orElse(""),
                    "%.1f s".formatted(result.firstStepSeconds()),
                    result.steadyAfter().isPresent()
                            ? "%.1f s".formatted(result.steadyAfter().getAsDouble())
                            : "not yet",
                    "%d MiB".formatted(result.peakMemory() >> 20),
                    remark(result)));
        }
        return table.toString();
    }

    static String remark(Result result) {
        return result.disturbed() ? "  (disturbed by other processes)" : "";
    }

    /** Median and range. */
    static String ratio(double[] ascending) {
        return "%.2f [%.2f – %.2f]".formatted(Result.median(ascending), ascending[0], ascending[ascending.length - 1]);
    }

    static String range(Result result, double unit) {
        double[] speeds = result.speeds();
        return "%,.0f – %,.0f".formatted(speeds[0] / unit, speeds[speeds.length - 1] / unit);
    }
}
