package dev.unroll.app;

import dev.unroll.io.FileException;
import dev.unroll.tasks.Version;
import dev.unroll.train.DivergedException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The root of the command line: finds the verb, and turns what goes wrong into a sentence and an exit code. */
@Command(
        name = "unroll",
        description = "Sequence modelling for the JVM: write a recurrence as equations, train it, use it.",
        version = "unroll " + Version.NUMBER,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB")
public final class Main {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    boolean debug;

    private static final Map<String, Function<Io, Object>> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("demo", DemoCommand::new);
        VERBS.put("train", TrainCommand::line);
        VERBS.put("check", CheckCommand::line);
        VERBS.put("tune", TuneCommand::line);
        VERBS.put("cross-validate", CrossValidateCommand::line);
        VERBS.put("sample", SampleCommand::new);
        VERBS.put("eval", EvalCommand::new);
        VERBS.put("predict", PredictCommand::new);
        VERBS.put("show", ShowCommand::new);
        VERBS.put("ui", UiCommand::new);
        VERBS.put("serve", ServeCommand::new);
        VERBS.put("plot", PlotCommand::new);
        VERBS.put("inspect", InspectCommand::new);
        VERBS.put("gradients", GradientsCommand::new);
        VERBS.put("experiment", ExperimentCommand::line);
        VERBS.put("cell", CellCommand::new);
        VERBS.put("search-cell", SearchCellCommand::new);
        VERBS.put("data", DataCommand::line);
        VERBS.put("doctor", DoctorCommand::line);
    }

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(Io.standard(), args));
    }

    /** Runs the program and returns its exit code. */
    static int run(Io io, String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        // Looking at a command's options takes a while: where the verb is clear, the others are left alone.
        String first = args.length == 0 ? "" : args[0];
        VERBS.forEach((name, verb) -> {
            if (name.equals(first) || !VERBS.containsKey(first)) {
                line.addSubcommand(name, verb.apply(io));
            }
        });
        line.setOut(writer(io.out()))
                .setErr(writer(io.err()))
                .setParameterExceptionHandler((e, given) -> main.misused(io, e))
                .setExecutionExceptionHandler((e, command, given) -> main.failed(io, e));
        int code;
        try {
            code = args.length == 0 ? main.withoutVerb(line) : line.execute(args);
        } catch (OutOfMemoryError e) {
            code = main.outOfMemory(io, e);
        }
        io.out().flush();
        return code;
    }

    private static PrintWriter writer(PrintStream to) {
        return new PrintWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8), true);
    }

    private int withoutVerb(CommandLine line) {
        line.usage(line.getErr());
        return USAGE;
    }

    private int misused(Io io, ParameterException e) {
        io.err().println("unroll: " + e.getMessage());
        io.err().println("See ./" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        if (debug) {
            e.printStackTrace(io.err());
        }
        return USAGE;
    }

    private int outOfMemory(Io io, Throwable e) {
        if (debug) {
            e.printStackTrace(io.err());
        }
        io.err()
                .printf(
                        Locale.ROOT,
                        "unroll: Java's %,d MB are too few; allow more (UNROLL_JAVA_OPTS=-Xmx8g), or make model, batch or sequence"
                                + " smaller: ./unroll doctor --estimate says how much a training needs%n",
                        Runtime.getRuntime().maxMemory() >> 20);
        return FAILED;
    }

    private int failed(Io io, Exception e) {
        if (e.getCause() instanceof OutOfMemoryError) { // on another thread
            return outOfMemory(io, e);
        }
        if (debug) {
            e.printStackTrace(io.err());
        }
        boolean explained = e instanceof FileException
                || e instanceof DivergedException
                || e instanceof UsageException
                || e instanceof IllegalArgumentException;
        io.err()
                .println("unroll: "
                        + (explained
                                ? e.getMessage()
                                : e + "; this is a mistake in Unroll: please report it with what --debug prints"));
        return e instanceof UsageException ? USAGE : FAILED;
    }
}
