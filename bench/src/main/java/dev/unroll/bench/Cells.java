package dev.unroll.bench;

import dev.unroll.bench.libtorch.Libtorch;
import dev.unroll.bench.libtorch.Parity;
import dev.unroll.recurrence.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether any cell is as fast as the famous ones, and what compiling one costs. */
@Command(
        name = "cells",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the recurrence compiler:",
            "  rates     the library's cells against its LSTM, by useful operations a second",
            "  composed  cells against the same ones composed of libtorch's operations",
            "  compile   how long it takes to compile a cell",
            "  lengths   what it costs to say how long each sequence is",
            "  subnormal what inputs and gradients below the smallest normal number cost",
            "  noise     what dropout and zoneout cost",
            "  long      what a token costs in sequences of up to 10,000 steps"
        })
final class Cells implements Callable<Integer> {
    /** The parts, in the order they are run. */
    enum Part {
        RATES,
        COMPOSED,
        COMPILE,
        LENGTHS,
        SUBNORMAL,
        NOISE,
        LONG
    }

    @Parameters(paramLabel = "PART", description = "${COMPLETION-CANDIDATES} (default: all)")
    private List<Part> parts = List.of(Part.values());

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "WORKLOAD",
            description = "whose sizes to take (default: W1,W2)")
    private List<String> sizes = List.of("W1", "W2");

    @Option(names = "--cells", split = ",", paramLabel = "NAME", description = "only these cells")
    private List<String> cells = List.of();

    @Mixin
    private final RaceOptions options = new RaceOptions();

    private final Map<String, List<Object>> report = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        List<Workload> workloads = workloads();
        List<String> chosen = cells.isEmpty() ? Cell.libraryNames() : cells;
        if (parts.contains(Part.RATES)) {
            for (Workload workload : workloads) {
                for (CellRates rates : CellRates.measure(workload, chosen, options)) {
                    print("rates", rates.table(), rates.json());
                }
            }
        }
        if (parts.contains(Part.COMPOSED)) {
            List<String> both = chosen.stream().filter(Libtorch::composes).toList();
            for (String cell : both) {
                System.out.printf(
                        "%s composed of libtorch's operations: same loss and gradients within %.1g%n",
                        cell, Parity.check(cell));
            }
            for (Workload workload : workloads) {
                for (String cell : both) {
                    Workload variant = workload.with(cell);
                    Outcome outcome = new Outcome(variant, options.race().run(Peer.of(variant, options.conditions())));
                    print("composed", Table.of(outcome), Json.outcome(outcome));
                }
            }
        }
        if (parts.contains(Part.COMPILE)) {
            CompileTimes times = CompileTimes.measure(chosen);
            print("compile", times.table(), times.json());
        }
        for (Workload workload : workloads) {
            if (parts.contains(Part.LENGTHS)) {
                costs("lengths", workload, Peer.OURS, "unroll-full-lengths", "unroll-short-lengths");
            }
            if (parts.contains(Part.SUBNORMAL)) {
                costs("subnormal", workload, "unroll-still", "unroll-subnormal-gradients");
                costs("subnormal", workload, "unroll-dense", "unroll-subnormal-inputs");
            }
            if (parts.contains(Part.NOISE)) {
                costs(
                        "noise",
                        workload,
                        Peer.OURS,
                        "unroll-dropout",
                        "unroll-variational-dropout",
                        "unroll-recurrent-dropout",
                        "unroll-zoneout");
            }
        }
        if (parts.contains(Part.LONG)) {
            for (Workload workload : workloads) {
                LongSequences sequences = LongSequences.measure(workload, options);
                print("long", sequences.table(), sequences.json());
            }
        }
        if (options.json() != null) {
            Json.write(options.json(), options.threads(), report);
        }
        return 0;
    }

    private void costs(String part, Workload workload, String usual, String... variations) throws IOException {
        Costs costs = Costs.measure(workload, options, usual, variations);
        print(part, costs.table(), costs.json());
    }

    private void print(String part, String table, Object json) {
        System.out.println(table);
        report.computeIfAbsent(part, _ -> new ArrayList<>()).add(json);
    }

    private List<Workload> workloads() {
        try {
            List<Workload> workloads = sizes.stream().map(Workload::named).toList();
            cells.forEach(Cell::library);
            return workloads;
        } catch (IllegalArgumentException e) {
            throw options.wrong(e);
        }
    }
}
