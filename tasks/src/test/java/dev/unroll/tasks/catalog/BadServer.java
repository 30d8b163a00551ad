package dev.unroll.tasks.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A server on the loopback that gives one file, each time as the next of its ways has it. */
final class BadServer implements AutoCloseable {
    /** How an answer goes; the last one stays. */
    enum Way {
        GOOD,
        DROPS_AFTER_A_WHILE,
        DROPS_AT_ONCE,
        IGNORES_RANGE,
        IGNORES_RANGE_AND_DROPS,
        GIVES_ANOTHER_RANGE,
        ANNOUNCES_MORE,
        SENDS_ENDLESSLY,
        OTHER_CONTENT,
        BROKEN,
        MISSING
    }

    /** Bytes before a connection is dropped. */
    static final int DROP = 100_000;

    private final byte[] content;
    private final List<Way> ways;
    private final HttpServer server;
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());

    BadServer(byte[] content, Way... ways) throws IOException {
        this.content = content;
        this.ways = List.of(ways);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/some/file");
    }

    /** What was asked for, one for each request; "-" for the whole. */
    List<String> ranges() {
        return List.copyOf(ranges);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        Way way = ways.get(Math.min(ranges.size(), ways.size() - 1));
        ranges.add(range == null ? "-" : range);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        try (exchange) {
            switch (way) {
                case GOOD -> send(exchange, from, content.length - from);
                case DROPS_AFTER_A_WHILE -> send(exchange, from, Math.min(DROP, content.length - from));
                case DROPS_AT_ONCE -> send(exchange, from, 0);
                case IGNORES_RANGE -> send(exchange, 0, content.length);
                case IGNORES_RANGE_AND_DROPS -> send(exchange, 0, DROP);
                case GIVES_ANOTHER_RANGE -> {
                    exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/10");
                    exchange.sendResponseHeaders(206, 10);
                    exchange.getResponseBody().write(new byte[10]);
                }
                case ANNOUNCES_MORE -> {
                    exchange.sendResponseHeaders(200, content.length + 5L);
                    exchange.getResponseBody().write(content);
                    exchange.getResponseBody().write(new byte[5]);
                }
                case SENDS_ENDLESSLY -> {
                    exchange.sendResponseHeaders(200, 0); // chunked: no length at all
                    while (true) {
                        exchange.getResponseBody().write(content);
                    }
                }
                case OTHER_CONTENT -> {
                    byte[] other = content.clone();
                    other[content.length / 2] ^= 1;
                    exchange.sendResponseHeaders(200, other.length);
                    exchange.getResponseBody().write(other);
                }
                case BROKEN -> exchange.sendResponseHeaders(503, -1);
                case MISSING -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void send(HttpExchange exchange, int from, int count) throws IOException {
        int length = content.length - from;
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
        exchange.getResponseBody().write(Arrays.copyOfRange(content, from, from + count));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
