package dev.unroll.web;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The page over a folder of runs.
 *
 * <pre>{@code
 * try (Ui ui = Ui.start(new InetSocketAddress("localhost", 8080), Path.of("runs"), program)) { … }
 * }</pre>
 */
public final class Ui implements AutoCloseable {
    private final Site site;
    private final Models models;
    private final InetSocketAddress address;

    private Ui(Site site, Models models, InetSocketAddress address) {
        this.site = site;
        this.models = models;
        this.address = address;
    }

    /** Starts Unroll once more, to go on with a run. */
    public interface Launcher {
        /**
         * @param words after the program's name
         * @param folder to start it in
         * @param log where it writes
         */
        Process start(List<String> words, Path folder, Path log) throws IOException;
    }

    /**
     * Serves the page until closed.
     *
     * @param runs a folder of runs, or one run; it need not be there yet
     * @throws FileException if the port is taken
     */
    public static Ui start(InetSocketAddress address, Path runs, Launcher launcher) {
        Site site = new Site(address);
        Assets.serve(site);
        Runs found = new Runs(runs);
        site.get("/api/live", new Live(found)::answer);
        site.get(
                "/api/runs",
                exchange -> exchange.json(new JsonObject()
                        .put(
                                "runs",
                                found.all().parallelStream().map(Run::summary).toList())));
        site.get("/api/curves", new CurvesPage(found)::answer);
        site.get(
                "/api/config",
                exchange -> exchange.json(found.named(exchange.query("run", "")).config()));
        site.get(
                "/api/samples",
                exchange -> exchange.json(
                        SampleFiles.of(found.named(exchange.query("run", "")).folder())));
        Models models = new Models();
        new ModelPages(found, models).serve(site);
        site.post("/api/space", new SpacePage(found, models)::answer);
        site.get("/api/cells", CellPage::library);
        site.post("/api/cell", CellPage::cell);
        site.post("/api/cell-times", exchange -> CellPage.times(exchange, models));
        site.post("/api/stop", exchange -> {
            Run run = found.named(exchange.body().getString("run"));
            if (!run.isRunning()) {
                throw new BadRequest(409, run.name() + " is not training");
            }
            RunFolder.requestStop(run.folder());
            exchange.json(run.summary());
        });
        site.post("/api/resume", exchange -> {
            Run run = found.named(exchange.body().getString("run"));
            if (run.isRunning()) {
                throw new BadRequest(409, run.name() + " is training already");
            }
            Resumption.start(run.folder(), launcher);
            exchange.json(run.summary());
        });
        // Long runs are read before anybody asks.
        Thread.ofPlatform().daemon().start(() -> found.all().parallelStream().forEach(Run::summary));
        return new Ui(site, models, site.start());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        site.close();
        models.close();
    }
}
