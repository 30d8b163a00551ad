package dev.unroll.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The benchmark: whole steps of every workload in every library, taken in turns ({@code docs/performance.md}). */
@Command(
        name = "./dev bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs workloads in all libraries, taken in turns, and compares their speeds.")
public final class Main implements Callable<Integer> {
    @Parameters(paramLabel = "WORKLOAD", description = "W1, W2, W3, W4, W5, W8 (default: W1 W2 W3 W8)")
    private List<String> workloads = List.of("W1", "W2", "W3", "W8");

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "TEXT",
            description = "only peers whose name contains one of these")
    private List<String> only = List.of("");

    @Option(names = "--reps", defaultValue = "7", description = "rounds (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1.5",
            description = "length of a repetition (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "8",
            description = "how long each runs before the rounds (default: ${DEFAULT-VALUE})")
    private double warmUp;

    @Option(names = "--threads", defaultValue = "2", description = "threads of a library (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--json", paramLabel = "FILE", description = "write every repetition there")
    private @Nullable Path json;

    @Option(names = "--chart", paramLabel = "FILE", description = "draw the comparison there (PNG)")
    private @Nullable Path chart;

    @Spec
    private @Nullable CommandSpec spec;

    /** Starts the benchmark. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Race race = new Race(rounds, seconds, warmUp);
        List<Outcome> outcomes = new ArrayList<>();
        for (Workload workload : chosen()) {
            List<Peer> peers = Peer.of(workload, threads).stream()
                    .filter(peer ->
                            peer.name().equals(Peer.PEAK) || only.stream().anyMatch(peer.name()::contains))
                    .toList();
            Outcome outcome = new Outcome(workload, race.run(peers));
            System.out.println(Table.of(outcome));
            outcomes.add(outcome);
        }
        if (json != null) {
            Json.write(json, threads, outcomes);
        }
        if (chart != null) {
            Chart.write(chart, outcomes);
        }
        return 0;
    }

    private List<Workload> chosen() {
        try {
            if (rounds < 1 || threads < 1 || !(seconds > 0) || !(warmUp > 0)) {
                throw new IllegalArgumentException("--reps, --threads, --seconds and --warm-up must be above 0");
            }
            return workloads.stream().map(Workload::named).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }
}
