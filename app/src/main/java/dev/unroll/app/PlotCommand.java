package dev.unroll.app;

import dev.unroll.io.ModelFolder;
import dev.unroll.io.RunMetrics;
import dev.unroll.io.RunMetrics.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plot}: the curves of runs as a picture. */
@Command(
        name = "plot",
        description = "Draw the loss and the gradient's norm of runs.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlotCommand implements Callable<Integer> {
    /** Points that a curve is thinned to: each the mean of as many updates. */
    private static final int POINTS = 600;

    private final Io io;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs.")
    private List<Path> runs = List.of();

    @Option(
            names = "--png",
            paramLabel = "FILE",
            description = "The picture (default: ${DEFAULT-VALUE}).",
            defaultValue = "plot.png")
    private Path png = Path.of("");

    PlotCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
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
        io.out().println("picture: " + png);
        return 0;
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
