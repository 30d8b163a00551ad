package dev.unroll.bench;

import dev.unroll.bench.ours.StepTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a training does beside forward and backward passes, and what share of a step it is. */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures what training costs beside the passes: batches, clipping and update, the copy for a"
                + " checkpoint of a model of 51 MB.")
final class StepCosts implements Callable<Integer> {
    @Option(names = "--threads", defaultValue = "2", description = "threads (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "how long each runs before (default: ${DEFAULT-VALUE})")
    private double warmUp;

    @Option(names = "--steps", defaultValue = "60", description = "that are measured (default: ${DEFAULT-VALUE})")
    private int steps;

    @Override
    public Integer call() throws IOException {
        System.out.printf("%-12s%14s%22s%26s%n", "", "step, ms", "batch, share", "clipping and update");
        for (String workload : List.of("W1", "W2")) {
            double[][] times = times(workload, false);
            System.out.printf(
                    "%-12s%14.2f%21.2f%%%17.2f ms, %4.2f%%%n",
                    workload,
                    Result.median(times[3]),
                    100 * Result.median(times[0]) / Result.median(times[3]),
                    Result.median(times[1]),
                    100 * Result.median(times[1]) / Result.median(times[3]));
        }
        double[][] times = times(StepTimes.LARGE.id(), true);
        double[] copies = Arrays.stream(times[2]).filter(t -> t > 0).toArray();
        System.out.printf(
                "copy of a model of 51 MB with Adam's moments: first %.1f ms, then %.1f ms [%.1f – %.1f]%n",
                copies[0],
                Result.median(Arrays.copyOfRange(copies, 1, copies.length)),
                Arrays.stream(copies).skip(1).min().orElse(0),
                Arrays.stream(copies).skip(1).max().orElse(0));
        return 0;
    }

    /** [batch, update, copy, step][steps], milliseconds. */
    private double[][] times(String workload, boolean save) throws IOException {
        Process process = new ProcessBuilder(Peer.oursCommand(
                        StepTimes.class.getName(),
                        workload,
                        Integer.toString(threads),
                        Double.toString(warmUp),
                        Integer.toString(steps),
                        save ? "save" : "go"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = process.inputReader()) {
            List<double[]> rows = reader.lines()
                    .map(line -> Arrays.stream(line.split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
            if (rows.size() < steps) {
                throw new IOException(workload + " ended early");
            }
            List<double[]> last = rows.subList(rows.size() - steps, rows.size());
            double[][] columns = new double[4][steps];
            for (int i = 0; i < steps; i++) {
                for (int c = 0; c < columns.length; c++) {
                    columns[c][i] = last.get(i)[c];
                }
            }
            return columns;
        }
    }
}
