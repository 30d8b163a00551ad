package dev.unroll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What numbers below 1.2e-38 cost. Processors compute with them a hundred times slower, Java cannot have them flushed to
 * zero, and gradients that vanish over time pass through their range.
 *
 * @param results by the name of the contender
 */
record TinyNumbers(Workload workload, Map<String, Result> results) {
    /** A contender with tiny numbers, and the one that does the same with usual ones. */
    private static final List<List<String>> PAIRS =
            List.of(List.of("unroll-tiny-gradients", "unroll-tokens"), List.of("unroll-tiny-inputs", "unroll-dense"));

    private static final String ROW = "  %-26s %10s %23s %20s%s%n";

    static TinyNumbers measure(Workload workload, RaceOptions options) throws IOException {
        List<Peer> peers = PAIRS.stream()
                .flatMap(pair -> pair.reversed().stream())
                .map(name -> Peer.ours(name, name, workload, options.threads()))
                .toList();
        Map<String, Result> results = new LinkedHashMap<>();
        options.race().run(peers).forEach(result -> results.put(result.peer(), result));
        return new TinyNumbers(workload, results);
    }

    private static String usual(String name) {
        return PAIRS.stream()
                .filter(pair -> pair.contains(name))
                .findFirst()
                .orElseThrow()
                .getLast();
    }

    private double[] ratios(Result result) {
        Result usual = results.get(usual(result.peer()));
        return usual == null ? new double[] {Double.NaN} : result.ratios(usual);
    }

    String table() {
        StringBuilder table = new StringBuilder(workload.describe()).append('\n');
        table.append(ROW.formatted("numbers", "tokens/s", "min – max", "by usual numbers", ""));
        for (Result result : results.values()) {
            table.append(ROW.formatted(
                    result.peer(),
                    "%,.0f".formatted(result.median()),
                    Table.range(result, 1),
                    Table.ratio(ratios(result)),
                    Table.remark(result)));
        }
        return table.toString();
    }

    Map<String, Object> json() {
        List<Object> rows = new ArrayList<>();
        for (Result result : results.values()) {
            Map<String, Object> row = new LinkedHashMap<>(Json.result(result));
            row.put("by_usual", Result.median(ratios(result)));
            rows.add(row);
        }
        return Map.of("workload", workload.describe(), "rows", rows);
    }
}
