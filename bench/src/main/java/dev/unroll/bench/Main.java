package dev.unroll.bench;

import dev.unroll.bench.libtorch.Parity;
import dev.unroll.bench.libtorch.TaskParity;
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
        subcommands = {Cells.class, Serving.class, StepCosts.class, Growth.class},
        description = "Runs workloads in all libraries, taken in turns, and compares their speeds.")
public final class Main implements Callable<Integer> {
    @Parameters(
            paramLabel = "WORKLOAD",
            description =
                    "W1 to W5, W7 to W11 (default: W1 W2 W3 W8); W1/mut1/100x8 is W1 with another cell, T and B; /h64,"
                            + " /v1000, /e32: as many units, tokens, numbers of a token; /both-ways, /ragged:"
                            + " read so; W11/bahdanau")
    private List<String> workloads = List.of("W1", "W2", "W3", "W8");

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "TEXT",
            description = "only peers whose name contains one of these")
    private List<String> only = List.of("");

    @Option(names = "--bare", description = "also ours without oneDNN, and without Java's vectors")
    private boolean bare;

    @Option(names = "--neighbour", description = "another program keeps one core busy meanwhile")
    private boolean neighbour;

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
        if (neighbour) {
            // in this process, whose own work does not count as a disturbance
            Thread.ofPlatform().daemon().start(Main::spin);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Workload workload : chosen()) {
            if (workload.isTagger()) {
                printParity("a conditional random field", Parity.checkCrf());
            } else if (workload.classifies() || workload.translates()) {
                printParity("the whole model " + workload.cell(), TaskParity.check(workload));
            }
            List<Peer> all = new ArrayList<>(Peer.of(workload, options.conditions()));
            if (bare) {
                all.addAll(Peer.bare(workload, options.conditions()));
            }
            List<Peer> peers = all.stream()
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

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void printParity(String what, double within) {
        System.out.printf("%s in libtorch: same loss and gradients within %.1g%n", what, within);
    }

    private List<Workload> chosen() {
        try {
            return workloads.stream().map(Workload::named).toList();
        } catch (IllegalArgumentException e) {
            throw options.wrong(e);
        }
    }
}
