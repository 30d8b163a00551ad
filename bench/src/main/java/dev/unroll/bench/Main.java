package dev.unroll.bench;

import dev.unroll.bench.libtorch.Parity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The benchmark: whole steps of every workload in every library, taken in turns ({@code docs/performance.md}). */
@Command(
        name = "./dev bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {Cells.class, Serving.class, StepCosts.class},
        description = "Runs workloads in all libraries, taken in turns, and compares their speeds.")
public final class Main implements Callable<Integer> {
    @Parameters(
            paramLabel = "WORKLOAD",
            description =
                    "W1, W2, W3, W4, W5, W7, W8, W9 (default: W1 W2 W3 W8); W1/mut1/100x8 is W1 with another cell, T and B")
    private List<String> workloads = List.of("W1", "W2", "W3", "W8");

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "TEXT",
            description = "only peers whose name contains one of these")
    private List<String> only = List.of("");

    @Mixin
    private final RaceOptions options = new RaceOptions();

    @Option(names = "--chart", paramLabel = "FILE", description = "draw the comparison there (PNG)")
    private @Nullable Path chart;

    /** Starts the benchmark. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        Natives.unpackWithTheBuild();
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Race race = options.race();
        List<Outcome> outcomes = new ArrayList<>();
        for (Workload workload : chosen()) {
            if (workload.isTagger()) {
                System.out.printf(
                        "a conditional random field of libtorch's operations: same loss and gradients within %.1g%n",
                        Parity.checkCrf());
            }
            List<Peer> peers = Peer.of(workload, options.threads()).stream()
                    .filter(peer ->
                            peer.name().equals(Peer.PEAK) || only.stream().anyMatch(peer.name()::contains))
                    .toList();
            Outcome outcome = new Outcome(workload, race.run(peers));
            System.out.println(Table.of(outcome));
            outcomes.add(outcome);
        }
        if (options.json() != null) {
            Json.write(
                    options.json(),
                    options.threads(),
                    Map.of("workloads", outcomes.stream().map(Json::outcome).toList()));
        }
        if (chart != null) {
            Chart.write(chart, outcomes);
        }
        return 0;
    }

    private List<Workload> chosen() {
        try {
            return workloads.stream().map(Workload::named).toList();
        } catch (IllegalArgumentException e) {
            throw options.wrong(e);
        }
    }
}
