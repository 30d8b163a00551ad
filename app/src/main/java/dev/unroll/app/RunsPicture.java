package dev.unroll.app;

import dev.unroll.io.ModelFolder;
import dev.unroll.io.RunMetrics;
import dev.unroll.io.RunMetrics.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The curves of runs: losses, and the gradient's norm. Not part of the command that asks for it: charts are found for some
 * verbs only, and every command's methods are looked at for all.
 */
final class RunsPicture {
    /** Points that a curve is thinned to: each the mean of as many updates. */
    private static final int POINTS = 600;

    private RunsPicture() {}

    static void write(List<Path> runs, Path png) {
        XYChart loss = Pictures.chart("Loss", "update", "");
        XYChart norm = Pictures.chart("Norm of the gradient, before clipping", "update", "");
        norm.getStyler().setYAxisLogarithmic(true);
        for (Path run : runs) {
            new ModelFolder(run).config(); // says what is wrong with a folder that is no run
            RunMetrics metrics = new RunMetrics(run);
            metrics.refresh();
            String name = run.toString();
            Table steps = metrics.table("step").orElseThrow(() -> new UsageException(run + " has made no update yet"));
            int every = Math.max(1, steps.rows() / POINTS);
            line(loss, name, steps, "loss", every);
            metrics.table("validation")
                    .ifPresent(v ->
                            line(loss, name + " validation", v, "val_loss", 1).setMarker(SeriesMarkers.CIRCLE));
            line(norm, name, steps, "gradient_norm", every);
        }
        Pictures.write(png, List.of(loss, norm));
    }

    private static XYSeries line(XYChart chart, String name, Table table, String field, int every) {
        Optional<float[]> values = table.column(field);
        int count = values.isEmpty() ? 0 : table.rows() / every;
        double[] x = new double[count];
        double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = Arrays.stream(table.steps(), i * every, (i + 1) * every)
                    .average()
                    .orElse(Double.NaN);
            for (int k = 0; k < every; k++) {
                y[i] += values.get()[i * every + k] / every;
            }
        }
        return Pictures.line(chart, name, x, y);
    }
}
