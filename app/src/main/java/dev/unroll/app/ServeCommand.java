package dev.unroll.app;

import dev.unroll.kernel.Engine;
import dev.unroll.web.serve.Limits;
import dev.unroll.web.serve.ModelServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serve}: models over HTTP. */
@Command(
        name = "serve",
        description = "Serve models over HTTP: text is written, scored, embedded and classified.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    /** Texts under way are finished when the server is told to end; a second signal would not wait, nor does this for ever. */
    private static final Duration GRACE = Duration.ofSeconds(50);

    private final Io io;

    @Parameters(paramLabel = "MODEL", arity = "1..*", description = "Runs' folders; each is called as its folder is.")
    private List<Path> models = List.of();

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Texts that a model works on at once, 1 to 64 (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int streams;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            description =
                    "Requests that may wait beyond those; more are told to come again (default: ${DEFAULT-VALUE}).",
            defaultValue = "128")
    private int waiting;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Characters a request may have or ask for (default: ${DEFAULT-VALUE}).",
            defaultValue = "100000")
    private int length;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long a request may take (default: ${DEFAULT-VALUE}).",
            defaultValue = "300")
    private int timeout;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    ServeCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = listen.address();
        Limits limits;
        try { // no lambda: a method with a type of the server's would have other verbs look for it
            limits = new Limits(streams, waiting, length, Duration.ofSeconds(timeout));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        CountDownLatch asked = new CountDownLatch(1);
        try (var _ = new Interruption(asked::countDown);
                Engine engine = Usage.check(threads::start);
                ModelServer server = ModelServer.start(address, engine, models, limits)) {
            io.out().println(ListenOptions.url(server.address()));
            io.out().flush();
            io.err()
                    .println("Serves " + models.size() + (models.size() == 1 ? " model" : " models")
                            + "; Ctrl-C ends it.");
            asked.await();
            io.err().println("Finishes what is under way.");
            if (!server.finish(GRACE)) {
                io.err().println("Not everything was finished in " + GRACE.toSeconds() + " s.");
            }
        }
        return 0;
    }
}
