package dev.unroll.bench;

import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long it takes from a cell's equations to its plan and its generated classes, in milliseconds. What the JIT makes of
 * the classes afterwards is not in it; that is part of the first training step.
 *
 * @param cells the first compilation of a fresh process, and the later ones of the same process, all ascending
 */
record CompileTimes(Map<String, Times> cells) {
    private static final int PROCESSES = 3;

    /** Compilations of one process. The first of the later ones still load classes that other cells need. */
    private static final int REPETITIONS = 25;

    private static final int SETTLED = 5;

    private static final String ROW = "  %-22s %24s %24s%n";

    record Times(double[] cold, double[] warm) {}

    static CompileTimes measure(List<String> cells) throws IOException {
        Map<String, Times> all = new LinkedHashMap<>();
        for (String cell : cells) {
            List<Double> cold = new ArrayList<>();
            List<Double> warm = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                List<Double> times = inProcessOfItsOwn(cell);
                cold.add(times.getFirst());
                warm.addAll(times.subList(SETTLED, times.size()));
            }
            all.put(cell, new Times(ascending(cold), ascending(warm)));
        }
        return new CompileTimes(all);
    }

    private static double[] ascending(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static List<Double> inProcessOfItsOwn(String cell) throws IOException {
        Process process = new ProcessBuilder(Peer.oursCommand(CompileTimes.class.getName(), cell))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = process.inputReader()) {
            List<Double> times = reader.lines().map(Double::valueOf).toList();
            if (times.size() != REPETITIONS) {
                throw new IOException("the compilation of " + cell + " ended early");
            }
            return times;
        }
    }

    /** Prints milliseconds; the argument is a cell of the library. */
    public static void main(String[] arguments) {
        for (int i = 0; i < REPETITIONS; i++) {
            try (Engine engine = Engine.start(1)) {
                long start = System.nanoTime();
                Plan plan = Plan.of(Cell.library(arguments[0]));
                plan.forward().forEach(stage -> stage.steps().forEach(step -> engine.compile(step.program())));
                plan.backward().forEach(stage -> stage.steps().forEach(step -> engine.compile(step.program())));
                System.out.println((System.nanoTime() - start) / 1e6);
            }
        }
    }

    String table() {
        StringBuilder table = new StringBuilder("From equations to generated classes, milliseconds\n");
        table.append(ROW.formatted("cell", "first in a process", "later"));
        cells.forEach((cell, times) -> table.append(ROW.formatted(cell, range(times.cold), range(times.warm))));
        return table.toString();
    }

    private static String range(double[] times) {
        return "%.1f [%.1f – %.1f]".formatted(Result.median(times), times[0], times[times.length - 1]);
    }

    Map<String, Object> json() {
        Map<String, Object> rows = new LinkedHashMap<>();
        cells.forEach((cell, times) -> rows.put(
                cell,
                Map.of(
                        "cold_milliseconds", Arrays.stream(times.cold).boxed().toList(),
                        "warm_milliseconds", Arrays.stream(times.warm).boxed().toList())));
        return rows;
    }
}
