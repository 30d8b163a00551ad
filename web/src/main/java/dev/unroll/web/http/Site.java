package dev.unroll.web.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.unroll.io.FileException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A small web site: what answers which address, and what every request has to pass first. A page of another site can send
 * requests here, though it cannot read the answers. So the name that is asked for must be this machine's, where only this machine can
 * ask; and what acts or computes is a POST that either carries a token, which only our own page is told, or comes from no page at all.
 *
 * <p>Who sends a request too slowly, or takes nothing of its answer for long, is not waited for.
 */
public final class Site implements AutoCloseable {
    private static final String TOKEN_HEADER = "X-Unroll-Token";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Connections that wait to be accepted. */
    private static final int BACKLOG = 256;

    /** Of the JDK's server, which reads them when it is first used. */
    private static final Map<String, String> SETTINGS = Map.of(
            // Small answers must not wait for the other side's acknowledgement of the one before.
            "sun.net.httpserver.nodelay", "true",
            // Seconds for a request to arrive.
            "sun.net.httpserver.maxReqTime", "20",
            // Bytes of a request that is refused for its length are read so far, that its sender hears why.
            "sun.net.httpserver.drainAmount", String.valueOf(16 << 20),
            "jdk.httpserver.maxConnections", "1000");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Answers a request. */
    public interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Handler> gets = new HashMap<>();
    private final Map<String, Handler> posts = new HashMap<>();
    private final Map<String, Handler> calls = new HashMap<>();
    private final Patience patience;
    private Watch watch = (_, _) -> {};
    private final String token = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final boolean local;

    /** Is told of every request that was answered. */
    @FunctionalInterface
    public interface Watch {
        void answered(Exchange exchange, long nanos);
    }

    /** @throws FileException if the port is taken */
    public Site(InetSocketAddress address) {
        this(address, PATIENCE);
    }

    /**
     * Does not answer before {@link #start}.
     *
     * @param patience with a reader that takes nothing
     * @throws FileException if the port is taken
     */
    public Site(InetSocketAddress address, Duration patience) {
        SETTINGS.forEach(System.getProperties()::putIfAbsent);
        this.patience = new Patience(patience);
        InetAddress ip = address.getAddress();
        local = ip != null && ip.isLoopbackAddress();
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new FileException(
                    "cannot listen on " + address.getHostString() + " port " + address.getPort() + ": " + e.getMessage()
                            + "; name another with --port, or 0 for any that is free",
                    e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
    }

    public Site get(String path, Handler handler) {
        gets.put(path, handler);
        return this;
    }

    public Site post(String path, Handler handler) {
        posts.put(path, handler);
        return this;
    }

    /** A POST by programs, which have no token; pages of other sites are refused. */
    public Site call(String path, Handler handler) {
        calls.put(path, handler);
        return this;
    }

    /** All that something answers at. */
    public Set<String> paths() {
        Set<String> all = new TreeSet<>(gets.keySet());
        all.addAll(posts.keySet());
        all.addAll(calls.keySet());
        return all;
    }

    public Site watch(Watch told) {
        watch = told;
        return this;
    }

    /** What a page has to send with a POST. */
    public String token() {
        return token;
    }

    public InetSocketAddress start() {
        server.start();
        return server.getAddress();
    }

    private void answer(HttpExchange http) throws IOException {
        long start = System.nanoTime();
        Exchange exchange = new Exchange(http, patience);
        try {
            exchange.setHeader("Content-Security-Policy", POLICY);
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            exchange.setHeader("Referrer-Policy", "no-referrer");
            guarded(exchange);
        } catch (BadRequest e) {
            if (e.retryAfter() > 0) {
                exchange.setHeader("Retry-After", String.valueOf(e.retryAfter()));
            }
            fail(exchange, e.status(), String.valueOf(e.getMessage()));
        } catch (FileException | IllegalArgumentException e) {
            fail(exchange, 422, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            fail(exchange, 500, e + "; this is a mistake in Unroll: please report it");
        } finally {
            watch.answered(exchange, System.nanoTime() - start);
        }
        exchange.close();
    }

    private static void fail(Exchange exchange, int status, String message) throws IOException {
        if (!exchange.isAnswered()) {
            exchange.error(status, message);
        }
    }

    private void guarded(Exchange exchange) throws IOException {
        if (local && !isLocal(exchange.header("Host"))) {
            throw new BadRequest(421, "this page answers to localhost only");
        }
        boolean get = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (!get && !exchange.method().equals("POST")) {
            throw new BadRequest(405, exchange.method() + " means nothing here");
        }
        Handler handler = (get ? gets : posts).get(exchange.path());
        Handler call = get ? null : calls.get(exchange.path());
        if (call != null && isOfAnotherSite(exchange)) {
            throw new BadRequest(403, "pages of other sites may not ask this server");
        }
        handler = call == null ? handler : call;
        if (handler == null) {
            boolean other = gets.containsKey(exchange.path()) || calls.containsKey(exchange.path());
            throw other
                    ? new BadRequest(405, exchange.path() + " is to be asked by " + (get ? "POST" : "GET"))
                    : new BadRequest(404, "there is nothing at " + exchange.path());
        }
        if (!get && call == null) {
            String given = exchange.header(TOKEN_HEADER);
            if (given == null
                    || !MessageDigest.isEqual(
                            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
                throw new BadRequest(403, "the page is older than this server; reload it");
            }
        }
        handler.handle(exchange);
    }

    /** Browsers say where a POST comes from; programs do not. */
    private static boolean isOfAnotherSite(Exchange exchange) {
        String origin = exchange.header("Origin");
        return origin != null && !origin.replaceFirst("^https?://", "").equals(exchange.header("Host"));
    }

    /** A name that a foreign site could have pointed at this machine is none of ours. */
    private static boolean isLocal(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        patience.close();
    }
}
