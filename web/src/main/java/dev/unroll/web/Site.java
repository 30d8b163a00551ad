package dev.unroll.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.unroll.io.FileException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A small web site: what answers which address, and what every request has to pass first. A page of another site can send
 * requests here, though it cannot read the answers; so whatever acts or computes is a POST that carries a token, which only
 * our own page is told, and the name that is asked for must be this machine's.
 */
final class Site implements AutoCloseable {
    private static final String TOKEN_HEADER = "X-Unroll-Token";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Answers a request. */
    interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Handler> gets = new HashMap<>();
    private final Map<String, Handler> posts = new HashMap<>();
    private final String token = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final boolean local;

    /** @throws FileException if the port is taken */
    Site(InetSocketAddress address) {
        // Small answers must not wait for the other side's acknowledgement of the one before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        InetAddress ip = address.getAddress();
        local = ip != null && ip.isLoopbackAddress();
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new FileException(
                    "cannot listen on " + address.getHostString() + " port " + address.getPort() + ": " + e.getMessage()
                            + "; name another with --port, or 0 for any that is free",
                    e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
    }

    Site get(String path, Handler handler) {
        gets.put(path, handler);
        return this;
    }

    Site post(String path, Handler handler) {
        posts.put(path, handler);
        return this;
    }

    /** What a page has to send with a POST. */
    String token() {
        return token;
    }

    InetSocketAddress start() {
        server.start();
        return server.getAddress();
    }

    private void answer(HttpExchange http) {
        Exchange exchange = new Exchange(http);
        try {
            exchange.setHeader("Content-Security-Policy", POLICY);
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            exchange.setHeader("Referrer-Policy", "no-referrer");
            guarded(exchange);
        } catch (BadRequest e) {
            fail(exchange, e.status(), String.valueOf(e.getMessage()));
        } catch (FileException | IllegalArgumentException e) {
            fail(exchange, 422, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // The reader has gone away.
        } catch (RuntimeException | Error e) {
            fail(exchange, 500, e + "; this is a mistake in Unroll: please report it");
        } finally {
            exchange.close();
        }
    }

    private static void fail(Exchange exchange, int status, String message) {
        try {
            if (!exchange.isAnswered()) {
                exchange.error(status, message);
            }
        } catch (IOException e) {
            // The reader has gone away.
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
        if (handler == null) {
            throw new BadRequest(404, "there is nothing at " + exchange.path());
        }
        if (!get) {
            String given = exchange.header(TOKEN_HEADER);
            if (given == null
                    || !MessageDigest.isEqual(
                            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
                throw new BadRequest(403, "the page is older than this server; reload it");
            }
        }
        handler.handle(exchange);
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
    }
}
