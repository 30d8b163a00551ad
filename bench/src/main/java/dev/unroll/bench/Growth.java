package dev.unroll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a token costs, in time and in memory, as models, sequences, batches and vocabularies grow. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures time and memory of LSTMs 2×128 that read 128 numbers a token, T 50, B 50, as one size at a"
                + " time grows; ours and libtorch's with MKL.")
final class Growth implements Callable<Integer> {
    private static final Workload BASE = Workload.named("W1/e128");

    private static final String ROW = "  %-8s %12s %12s %20s %10s %10s %10s %10s%s%n";

    /** What grows. */
    enum Axis {
        HIDDEN("units of a layer", "h%d", Workload::hidden, 32, 64, 128, 256, 512, 1024, 2048),
        STEPS("steps of 4 sequences", "%dx4", Workload::time, 10, 30, 100, 300, 1_000, 3_000, 10_000),
        SEQUENCES("sequences of 50 steps", "50x%d", Workload::batch, 1, 4, 16, 50, 128, 256, 512),
        VOCABULARY("tokens there are", "v%d", Workload::vocabulary, 65, 300, 1_000, 3_000, 10_000, 30_000, 50_000);

        final String says;
        private final String variation;
        private final ToIntFunction<Workload> size;
        private final List<Integer> sizes;

        Axis(String says, String variation, ToIntFunction<Workload> size, Integer... sizes) {
            this.says = says;
            this.variation = variation;
            this.size = size;
            this.sizes = List.of(sizes);
        }

        int of(Workload workload) {
            return size.applyAsInt(workload);
        }

        /** From the smallest on; every other of them, and not the largest, for those in a hurry. */
        List<Workload> workloads(boolean quick) {
            return IntStream.range(0, sizes.size())
                    .filter(i -> !quick || (i % 2 == 0 && i < sizes.size() - 1))
                    .mapToObj(i -> BASE.with(variation.formatted(sizes.get(i))))
                    .toList();
        }
    }

    /** @param results ours, and libtorch's unless it failed */
    record Point(Workload workload, List<Result> results) {
        double gigaflops(Result result) {
            return result.median() * workload.flopsPerUnit() / 1e9;
        }
    }

    @Option(names = "--axes", split = ",", description = "only these: hidden, steps, sequences, vocabulary")
    private List<Axis> axes = List.of(Axis.values());

    @Option(names = "--quick", description = "fewer sizes, and none of the largest")
    private boolean quick;

    @Option(names = "--chart", paramLabel = "FILE", description = "draw it there (PNG)")
    private @Nullable Path chart;

    @Mixin
    private final RaceOptions options = new RaceOptions();

    @Override
    public Integer call() throws IOException {
        Race race = options.race();
        Map<Axis, List<Point>> all = new LinkedHashMap<>();
        for (Axis axis : axes) {
            System.out.println(axis.says);
            System.out.printf(
                    ROW, "", "ours", "libtorch", "ours/libtorch", "GFLOP/s", "libtorch", "memory", "libtorch", "");
            List<Point> points = new ArrayList<>();
            for (Workload workload : axis.workloads(quick)) {
                Point point = new Point(workload, race.run(peers(workload)));
                System.out.print(row(axis, point));
                points.add(point);
            }
            all.put(axis, points);
            memory(points);
        }
        if (options.json() != null) {
            Json.write(options.json(), options.threads(), Map.of("growth", json(all)));
        }
        if (chart != null) {
            GrowthChart.write(chart, all);
        }
        return 0;
    }

    private List<Peer> peers(Workload workload) throws IOException {
        return Peer.of(workload, options.conditions()).stream()
                .filter(peer -> peer.name().equals(Peer.OURS) || peer.name().equals("libtorch MKL"))
                .toList();
    }

    private static String row(Axis axis, Point point) {
        String size = "%,d".formatted(axis.of(point.workload()));
        List<Result> results = point.results();
        if (results.size() < 2) {
            return "  %-8s %s%n".formatted(size, results.isEmpty() ? "neither ran" : results.getFirst().peer() + " alone ran");
        }
        Result ours = results.getFirst();
        Result theirs = results.getLast();
        return ROW.formatted(
                size,
                "%,.0f".formatted(ours.median()),
                "%,.0f".formatted(theirs.median()),
                Table.ratio(ours.ratios(theirs)),
                "%.0f".formatted(point.gigaflops(ours)),
                "%.0f".formatted(point.gigaflops(theirs)),
                "%d MiB".formatted(ours.peakMemory() >> 20),
                "%d MiB".formatted(theirs.peakMemory() >> 20),
                Table.remark(ours) + Table.remark(theirs));
    }

    /** What each further token adds to the memory, by its units, between the last two points of an axis of tokens. */
    private static void memory(List<Point> points) {
        Point more = points.getLast();
        Point less = points.get(points.size() - 2);
        int tokens = more.workload().units() - less.workload().units();
        if (tokens == 0 || more.results().size() < 2 || less.results().size() < 2) {
            return;
        }
        double units = (double) tokens * BASE.layers() * BASE.hidden();
        System.out.printf(
                "  bytes for each further token, layer and unit: ours %.0f, libtorch %.0f%n",
                (more.results().getFirst().peakMemory() - less.results().getFirst().peakMemory()) / units,
                (more.results().getLast().peakMemory() - less.results().getLast().peakMemory()) / units);
    }

    private static List<Object> json(Map<Axis, List<Point>> all) {
        List<Object> rows = new ArrayList<>();
        all.forEach((axis, points) -> points.forEach(point -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("axis", axis.says);
            row.put("size", axis.of(point.workload()));
            row.put("workload", point.workload().describe());
            row.put("flops_per_unit", point.workload().flopsPerUnit());
            row.put("peers", point.results().stream().map(Json::result).toList());
            rows.add(row);
        }));
        return rows;
    }
}
