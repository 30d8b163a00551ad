package dev.unroll.web.serve;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import dev.unroll.web.http.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Models over HTTP; requests to one model share the steps of a {@link dev.unroll.tasks.serve.Batcher}.
 *
 * <pre>{@code
 * try (var server = ModelServer.start(address, engine, List.of(Path.of("runs/lm-input-1")), Limits.STANDARD)) { … }
 * }</pre>
 */
public final class ModelServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int RETRY_SECONDS = 1;

    private final Site site;
    private final ServedModels models;
    private final Metrics metrics = new Metrics();
    private final int most;
    private final Semaphore places;
    private final InetSocketAddress address;
    private final Limits limits;
    private volatile boolean closing;

    /** @param patience with a reader that takes nothing of an answer */
    ModelServer(InetSocketAddress asked, Engine engine, List<Path> folders, Limits limits, Duration patience) {
        this.limits = limits;
        site = new Site(asked, patience);
        models = new ServedModels(engine, folders, limits.lanes(), metrics);
        most = folders.size() * limits.lanes() + limits.waiting();
        places = new Semaphore(most);
        routes();
        address = site.start();
    }

    /**
     * Reads the models and serves them until closed.
     *
     * @param folders runs of language models, gpts and classifiers, each of another name
     * @throws FileException if the port is taken, or a folder has no model
     */
    public static ModelServer start(InetSocketAddress address, Engine engine, List<Path> folders, Limits limits) {
        return new ModelServer(address, engine, folders, limits, PATIENCE);
    }

    private interface Answer {
        void to(Exchange exchange) throws IOException, InterruptedException;
    }

    private void routes() {
        Reads reads = new Reads(models, limits);
        call("/generate", new Generate(models, limits, new PlainForm())::answer);
        call("/v1/completions", new Generate(models, limits, new OpenAiForm())::answer);
        call("/score", reads::score);
        call("/embed", reads::embed);
        call("/predict", reads::predict);
        site.get("/models", exchange -> exchange.json(models.list()));
        site.get("/health", this::health);
        site.get(
                "/metrics",
                exchange -> exchange.bytes(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.print(models).getBytes(StandardCharsets.UTF_8)));
        ApiPage.serve(site);
        Set<String> known = site.paths();
        site.watch((exchange, nanos) -> metrics.answered(
                known.contains(exchange.path()) ? exchange.path() : "other", exchange.status(), nanos));
    }

    /** A request that computes has a place before its body is read, or is told to come again. */
    private void call(String path, Answer answer) {
        site.call(path, exchange -> {
            if (!places.tryAcquire()) {
                metrics.rejected();
                throw new BadRequest(429, "too many requests wait already; try again", RETRY_SECONDS);
            }
            try {
                if (closing) {
                    throw new BadRequest(503, "the server is shutting down", RETRY_SECONDS);
                }
                answer.to(exchange);
            } catch (InterruptedException e) {
                throw new IOException("the server is closed", e);
            } finally {
                places.release();
            }
        });
    }

    private void health(Exchange exchange) throws IOException {
        exchange.json(closing ? 503 : 200, new JsonObject().put("status", closing ? "shutting down" : "ok"));
    }

    /** All that is answered. */
    Set<String> paths() {
        return site.paths();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Takes no more requests and waits for those under way.
     *
     * @return whether all were answered in that time
     */
    public boolean finish(Duration atMost) throws InterruptedException {
        closing = true;
        return places.tryAcquire(most, atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends everything at once; {@link #finish} before to end it well. */
    @Override
    public void close() {
        closing = true;
        models.close();
        site.close();
    }
}
