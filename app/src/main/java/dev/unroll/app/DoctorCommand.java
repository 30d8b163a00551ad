package dev.unroll.app;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.KernelProvider.Answer;
import dev.unroll.tasks.Version;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doctor}: what this machine offers, what of it is used, and what would make it faster. */
@Command(
        name = "doctor",
        description = "Say what this machine offers, what of it is used, and why.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Io io;

    DoctorCommand(Io io) {
        this.io = io;
    }

    static CommandLine line(Io io) {
        return new CommandLine(new DoctorCommand(io)).addSubcommand("--estimate", EstimateCommand.line(io));
    }

    @Override
    public Integer call() {
        Runtime runtime = Runtime.getRuntime();
        PrintStream out = io.out();
        line("unroll", Version.NUMBER);
        line("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        line("", System.getProperty("java.home"));
        line("flags", flags());
        line(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        line("processors", String.valueOf(runtime.availableProcessors()));
        line(
                "memory",
                String.format(
                        Locale.ROOT,
                        "%,d MB for Java at most; UNROLL_JAVA_OPTS=-Xmx8g changes it",
                        runtime.maxMemory() >> 20));
        try (Engine engine = Engine.start(runtime.availableProcessors())) {
            line("kernels", engine.kernels().name());
            for (Engine.Choice choice : engine.choices()) {
                switch (choice.answer()) {
                    case Answer.Ready ready -> line("  " + choice.provider(), "yes: " + ready.detail());
                    case Answer.Unavailable no -> {
                        line("  " + choice.provider(), "no: " + no.reason());
                        line("", no.remedy());
                    }
                }
            }
            line(
                    "products",
                    String.format(
                            Locale.ROOT, "%.0f GFLOP/s on all processors", PeakShare.measure(engine, 0.5) * 1e-9));
        }
        out.flush();
        return 0;
    }

    /** What the JVM was started with, up to the name of the program. */
    private static String flags() {
        List<String> all = List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
        int end = all.indexOf("-m");
        return all.isEmpty() ? "unknown" : String.join(" ", all.subList(0, Math.max(0, end)));
    }

    private void line(String label, String text) {
        io.out().printf("%-12s %s%n", label, text);
    }
}
