package dev.unroll.app;

import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LagTrial;
import dev.unroll.tasks.MemoryTask;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Updates that each cell needed at each lag, as a table and as a picture. */
final class LagsTable {
    private final List<MemoryTask> tasks;
    private final Map<Cell, Map<MemoryTask, LagTrial.Outcome>> outcomes = new LinkedHashMap<>();

    LagsTable(List<MemoryTask> tasks) {
        this.tasks = tasks;
    }

    void put(Cell cell, MemoryTask task, LagTrial.Outcome outcome) {
        outcomes.computeIfAbsent(cell, c -> new LinkedHashMap<>()).put(task, outcome);
    }

    void print(PrintStream out) {
        MemoryTask first = tasks.getFirst();
        out.printf(
                Locale.ROOT,
                "%s: updates until the loss is a tenth of a guess's, %.4f; (the loss) where it was not solved%n%n",
                first.name(),
                first.guess());
        out.printf("%-16s", "lag");
        tasks.forEach(task -> out.printf(Locale.ROOT, "%10d", task.lag()));
        out.println();
        outcomes.forEach((cell, own) -> {
            out.printf("%-16s", cell.name());
            tasks.forEach(task -> out.printf("%10s", text(own.get(task))));
            out.println();
        });
        out.println();
    }

    private static String text(LagTrial.@Nullable Outcome outcome) {
        if (outcome == null) {
            return "-";
        }
        return outcome.solved()
                ? String.format(Locale.ROOT, "%,d", outcome.steps())
                : String.format(Locale.ROOT, "(%.3f)", outcome.loss());
    }

    void draw(Path file) {
        MemoryTask first = tasks.getFirst();
        XYChart chart = Pictures.chart("Learning the task: " + first.name(), "lag", "updates until it was solved");
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        outcomes.forEach((cell, own) -> {
            List<Map.Entry<MemoryTask, LagTrial.Outcome>> solved = own.entrySet().stream()
                    .filter(entry -> entry.getValue().solved())
                    .toList();
            double[] lags = solved.stream().mapToDouble(e -> e.getKey().lag()).toArray();
            double[] steps =
                    solved.stream().mapToDouble(e -> e.getValue().steps()).toArray();
            Pictures.line(chart, cell.name(), lags, steps).setMarker(SeriesMarkers.CIRCLE);
        });
        Pictures.write(file, List.of(chart));
    }
}
