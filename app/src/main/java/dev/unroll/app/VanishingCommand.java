package dev.unroll.app;

import dev.unroll.inspect.GradientFlow;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.GradientReport;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.tasks.ScaledRecurrence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code experiment vanishing}: how gradients vanish and explode with the size of the recurrent matrices. */
@Command(
        name = "vanishing",
        description =
                "Show how gradients vanish and explode with the largest singular value of the recurrent matrices of"
                        + " networks that have learnt nothing yet, on sequences of the adding problem.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class VanishingCommand implements Callable<Integer> {
    private static final int[] DISTANCES = {1, 5, 10, 20, 50, 100, 200, 500};

    /** How many steps' Jacobians a mean is over. */
    private static final int JACOBIANS = 5;

    private final Io io;

    @Option(
            names = "--cells",
            paramLabel = "NAME|FILE",
            split = ",",
            description = "Cells to compare (default: rnn,lstm).")
    private List<String> cells = List.of("rnn", "lstm");

    @Option(
            names = "--values",
            paramLabel = "S",
            split = ",",
            description = "Largest singular values (default: 0.5,1,1.5,2,3,4,6).")
    private List<Double> values = List.of(0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0);

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Hidden units (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int hidden;

    @Option(
            names = "--seq",
            paramLabel = "N",
            description = "Steps of a sequence (default: ${DEFAULT-VALUE}).",
            defaultValue = "101")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences (default: ${DEFAULT-VALUE}).",
            defaultValue = "16")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the weights (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The picture (default: ${DEFAULT-VALUE}).",
            defaultValue = "vanishing.png")
    private Path out = Path.of("");

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    VanishingCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if (values.stream().anyMatch(v -> !(v > 0) || v.isInfinite()) || batch < 1) {
            throw new UsageException("--values must be above 0, and --batch at least 1");
        }
        MemoryTask task = Usage.check(() -> MemoryTask.of("adding", steps));
        List<Architecture> compared = cells.stream()
                .map(c -> Usage.check(() -> new Architecture(CellFile.find(c), hidden, 1)))
                .toList();
        Engine engine = Usage.check(threads::start);
        int[] distances = IntStream.of(DISTANCES).filter(d -> d < steps).toArray();
        header(distances);
        List<XYChart> charts = new ArrayList<>();
        for (Architecture architecture : compared) {
            XYChart chart = Pictures.chart(
                    architecture.cell().name() + ": gradient by the largest singular value of its recurrent matrices",
                    "steps before the last",
                    "norm of ∂L/∂state, the last one 1");
            chart.getStyler().setYAxisLogarithmic(true);
            charts.add(chart);
            for (double value : values) {
                GradientReport report = ScaledRecurrence.of(engine, task, architecture, value, seed, batch, JACOBIANS);
                row(architecture.cell(), value, report, distances);
                double[] all = IntStream.range(0, steps).asDoubleStream().toArray();
                double[] norms = IntStream.range(0, steps)
                        .mapToDouble(d -> relative(report.flow(), d))
                        .toArray();
                Pictures.line(chart, String.valueOf(value), all, norms);
            }
        }
        Pictures.write(out, charts);
        io.out().println("\npicture: " + out);
        return 0;
    }

    private void header(int[] distances) {
        io.out().println("norm of the gradient so many steps before the last, relative to the last,");
        io.out().println("and the mean largest singular value and spectral radius of a step's Jacobian\n");
        io.out().printf("%-16s%8s", "cell", "matrices");
        for (int d : distances) {
            io.out().printf(Locale.ROOT, "%9d", d);
        }
        io.out().printf("%10s%8s%n", "singular", "radius");
    }

    private void row(Cell cell, double value, GradientReport report, int[] distances) {
        io.out().printf(Locale.ROOT, "%-16s%8.2f", cell.name(), value);
        for (int d : distances) {
            io.out().printf(Locale.ROOT, "%9.0e", relative(report.flow(), d));
        }
        io.out()
                .printf(
                        Locale.ROOT,
                        "%10.2f%8.2f%n",
                        mean(report, j -> j.spectrum().largestSingularValue()),
                        mean(report, j -> j.spectrum().radius()));
    }

    private static double mean(GradientReport report, ToDoubleFunction<GradientReport.StepJacobian> value) {
        return report.jacobians().stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    /** Of all states of a step together. */
    private static double relative(GradientFlow flow, int distance) {
        return norm(flow, distance) / norm(flow, 0);
    }

    private static double norm(GradientFlow flow, int distance) {
        double squares = 0;
        for (int s = 0; s < flow.states().size(); s++) {
            squares += Math.pow(flow.norm(0, s, distance), 2);
        }
        return Math.sqrt(squares);
    }
}
