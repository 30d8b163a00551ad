package dev.unroll.app;

import dev.unroll.web.Ui;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on, 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "8080")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; with another than this machine's own, whoever reaches it can see all"
                    + " runs, and stop and resume them (default: 127.0.0.1).")
    private @Nullable String host;

    UiCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 0xffff) {
            throw new UsageException("--port must be between 0 and 65535, got " + port);
        }
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new UsageException(runs + " is not a folder of runs");
        }
        InetSocketAddress address = host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UsageException("there is no address " + host + " to listen on");
        }
        try (Ui ui = Ui.start(address, runs, Again::start)) {
            String name = ui.address().getAddress().isLoopbackAddress()
                    ? "localhost"
                    : ui.address().getAddress().getHostAddress();
            io.out().println("http://" + name + ":" + ui.address().getPort() + "/");
            io.out().flush();
            io.err()
                    .println("Shows " + runs + (Files.exists(runs) ? "" : ", which is not there yet")
                            + "; Ctrl-C ends it.");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
