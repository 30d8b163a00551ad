package dev.unroll.app;

import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.CompiledCheck;
import dev.unroll.recurrence.GradientCheck;
import dev.unroll.recurrence.Plan;
import dev.unroll.recurrence.StageTimes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cell}: what a recurrence is, what the compiler makes of it, and whether that is right. */
@Command(
        name = "cell",
        description = "Print a cell's equations and plan, count its work, check its gradients.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CellCommand implements Callable<Integer> {
    /** What the gradients in double precision must agree to with central differences. */
    private static final double DIFFERENCES_TOLERANCE = 1e-6;

    /** What the compiled plan, in float, must agree to with the interpreter. */
    private static final double COMPILED_TOLERANCE = 1e-4;

    private static final long SEED = 1;

    private static final int STEPS = 50;
    private static final int BATCH = 50;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(1);

    private final Io io;

    @Parameters(
            paramLabel = "NAME|FILE",
            arity = "0..1",
            description = "A cell of the library, or a file of equations; none: the library.")
    private String cell = "";

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Hidden units (default: ${DEFAULT-VALUE}).",
            defaultValue = "128")
    private int hidden;

    @Option(
            names = "--input",
            paramLabel = "N",
            description = "Numbers in the input (default: as many as hidden units).")
    private int input;

    @Option(names = "--times", description = "Measure how long each stage takes here, both directions.")
    private boolean times;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    CellCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if (hidden < 1 || input < 0) {
            throw new UsageException("--hidden and --input must be at least 1, got " + hidden + " and " + input);
        }
        if (cell.isEmpty()) {
            Cell.libraryNames().forEach(io.out()::println);
            return 0;
        }
        int width = input == 0 ? hidden : input;
        Cell found = Usage.check(() -> CellFile.find(cell));
        Plan plan = Plan.of(found);
        Map<String, int[]> shapes = found.parameterShapes(hidden, width);
        long parameters = 0;
        long products = 0;
        for (int[] shape : shapes.values()) {
            long size = (long) shape[0] * (shape.length > 1 ? shape[1] : 1);
            parameters += size;
            products += shape.length > 1 ? size : 0;
        }
        products += (long) hidden * hidden * plan.shared().size();
        PrintStream out = io.out();
        out.println(found.name() + "\n");
        out.println(found.print().strip().indent(2));
        if (found.matrices().contains(Cell.PROJECTION)) {
            out.println("  " + Cell.PROJECTION + " is a learned projection of x to the width of the states\n");
        }
        out.println(PlanText.of(plan).indent(2));
        out.printf(Locale.ROOT, "%,d parameters with %,d inputs and %,d hidden units%n", parameters, width, hidden);
        out.printf(
                Locale.ROOT,
                "%,d floating-point operations in products for a step of one sequence, %,d with its gradients%n%n",
                2 * products,
                6 * products);
        if (times) {
            try (Engine engine = threads.start()) {
                StageTimes measured = StageTimes.of(engine, plan, width, hidden, STEPS, BATCH, WARM_UP, MEASURED);
                out.println(TimesText.of(measured, STEPS, BATCH, engine.team().size()));
            }
        }
        return check(found, out) ? 0 : Main.FAILED;
    }

    private boolean check(Cell found, PrintStream out) {
        double differences = GradientCheck.of(found, SEED).worst();
        out.printf(
                Locale.ROOT, "gradient check: derived gradients and finite differences differ by %.1e%n", differences);
        double compiled;
        try (Engine engine = Engine.start(1)) {
            compiled = CompiledCheck.of(engine, found, SEED).worst();
            out.printf(
                    Locale.ROOT,
                    "compiled check: %s kernels and the interpreter differ by %.1e%n",
                    engine.kernels().name(),
                    compiled);
        }
        boolean right = differences <= DIFFERENCES_TOLERANCE && compiled <= COMPILED_TOLERANCE;
        out.println(
                right ? "both are right" : "that is too much: the cell has no usable gradient where it was checked");
        return right;
    }
}
