package dev.unroll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What something costs: this project with it against this project without.
 *
 * @param results without first
 */
record Costs(Workload workload, List<Result> results) {
    private static final String ROW = "  %-28s %10s %23s %20s%s%n";

    /** @param variations contenders that do more than {@code usual} */
    static Costs measure(Workload workload, RaceOptions options, String usual, String... variations)
            throws IOException {
        List<Peer> peers = Stream.concat(Stream.of(usual), Stream.of(variations))
                .map(name -> Peer.ours(name, name, workload, options.threads()))
                .toList();
        List<Result> results = options.race().run(peers);
        if (results.size() < peers.size()) {
            throw new IOException("one of " + peers.stream().map(Peer::name).toList() + " did not run");
        }
        return new Costs(workload, results);
    }

    private double[] ratios(Result result) {
        return result.ratios(results.getFirst());
    }

    String table() {
        StringBuilder table = new StringBuilder(workload.describe()).append('\n');
        table.append(ROW.formatted("", "tokens/s", "min – max", "by the first", ""));
        for (Result result : results) {
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
        for (Result result : results) {
            Map<String, Object> row = new LinkedHashMap<>(Json.result(result));
            row.put("by_first", Result.median(ratios(result)));
            rows.add(row);
        }
        return Map.of("workload", workload.describe(), "rows", rows);
    }
}
