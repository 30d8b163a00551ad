package dev.unroll.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
        RunsPicture.write(runs, png);
        io.out().println("picture: " + png);
        return 0;
    }
}
