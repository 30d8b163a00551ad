package dev.unroll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cells of the library against its LSTM in the same rounds. Cells differ in how much they compute, so what is compared
 * is not tokens but useful operations a second ({@link Workload#flopsPerUnit}).
 *
 * @param workloads one for each cell, the LSTM's first
 * @param results of the same order
 */
record CellRates(List<Workload> workloads, List<Result> results) {
    private static final String LSTM = "lstm";

    /** Cells that race at once, besides the LSTM: each is a process that holds its memory. */
    private static final int AT_ONCE = 5;

    private static final String ROW = "  %-22s %10s %23s %12s %10s %20s%s%n";

    static List<CellRates> measure(Workload workload, List<String> cells, RaceOptions options) throws IOException {
        List<String> others = cells.stream().filter(cell -> !cell.equals(LSTM)).toList();
        List<CellRates> all = new ArrayList<>();
        for (int from = 0; from < others.size(); from += AT_ONCE) {
            List<Workload> group = new ArrayList<>(List.of(workload.with(LSTM)));
            others.subList(from, Math.min(others.size(), from + AT_ONCE))
                    .forEach(cell -> group.add(workload.with(cell)));
            List<Peer> peers = group.stream()
                    .map(one -> Peer.ours(one.cell(), Peer.OURS, one, options.threads()))
                    .toList();
            all.add(of(group, options.race().run(peers)));
        }
        return all;
    }

    /** Without the cells that failed. */
    private static CellRates of(List<Workload> group, List<Result> results) {
        List<String> ran = results.stream().map(Result::peer).toList();
        if (!ran.contains(LSTM)) {
            throw new IllegalStateException("the LSTM failed, and with it the comparison");
        }
        return new CellRates(
                group.stream().filter(one -> ran.contains(one.cell())).toList(), results);
    }

    /** A cell's rate by the LSTM's, round by round, ascending. */
    private double[] ratios(int cell) {
        double work = workloads.get(cell).flopsPerUnit() / workloads.getFirst().flopsPerUnit();
        double[] ratios = results.get(cell).ratios(results.getFirst());
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] *= work;
        }
        return ratios;
    }

    String table() {
        StringBuilder table = new StringBuilder(workloads.getFirst().describe()).append('\n');
        table.append(
                ROW.formatted("cell", "tokens/s", "min – max", "MFLOP/token", "GFLOP/s", "rate by the LSTM's", ""));
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            double flops = workloads.get(i).flopsPerUnit();
            table.append(ROW.formatted(
                    result.peer(),
                    "%,.0f".formatted(result.median()),
                    Table.range(result, 1),
                    "%.3f".formatted(flops / 1e6),
                    "%.1f".formatted(result.median() * flops / 1e9),
                    Table.ratio(ratios(i)),
                    Table.remark(result)));
        }
        return table.toString();
    }

    Map<String, Object> json() {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Map<String, Object> row = new LinkedHashMap<>(Json.result(results.get(i)));
            row.put("flops_per_unit", workloads.get(i).flopsPerUnit());
            row.put("rate_by_lstm", Result.median(ratios(i)));
            rows.add(row);
        }
        return Map.of("workload", workloads.getFirst().describe(), "cells", rows);
    }
}
