package dev.unroll.app;

import dev.unroll.web.Ui;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ui}: the page that shows trainings, and models from inside. */
@Command(
        name = "ui",
        description = "Serve a page that shows trainings as they go, and models from inside.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UiCommand implements Callable<Integer> {
    private final Io io;

    @Parameters(
            paramLabel = "RUNS",
            arity = "0..1",
            description = "A folder of runs, or one run (default: ${DEFAULT-VALUE}).",
            defaultValue = "runs")
    private Path runs = Path.of("");

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    UiCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new UsageException(runs + " is not a folder of runs");
        }
        try (Ui ui = Ui.start(listen.address(), runs, Again::start)) {
            io.out().println(ListenOptions.url(ui.address()));
            io.out().flush();
            io.err()
                    .println("Shows " + runs + (Files.exists(runs) ? "" : ", which is not there yet")
                            + "; Ctrl-C ends it.");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
