package dev.unroll.web.http;

import com.sun.net.httpserver.HttpExchange;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
public final class Exchange {
    /** Bytes of a request's body, far above a text that anybody pastes. */
    private static final int LARGEST_BODY = 1 << 20;

    private final HttpExchange http;
    private final Patience patience;
    private final Map<String, String> query = new LinkedHashMap<>();
    private int status;
    private boolean ended;

    Exchange(HttpExchange http, Patience patience) {
        this.http = http;
        this.patience = patience;
        String raw = http.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("the address has a % that begins no character");
        }
    }

    public String method() {
        return http.getRequestMethod();
    }

    public String path() {
        return http.getRequestURI().getPath();
    }

    public @Nullable String header(String name) {
        return http.getRequestHeaders().getFirst(name);
    }

    public boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    public String query(String parameter, String standard) {
        return query.getOrDefault(parameter, standard);
    }

    public double number(String parameter, double standard) {
        String given = query.get(parameter);
        try {
            return given == null ? standard : Double.parseDouble(given);
        } catch (NumberFormatException e) {
            throw new BadRequest(parameter + " must be a number, got " + given);
        }
    }

    /** The body, which must be one JSON object. What is too long is not read. */
    public JsonObject body() throws IOException {
        String length = header("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > LARGEST_BODY) {
            throw tooLong();
        }
        byte[] bytes = http.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw tooLong();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Json.parse(text, "the request");
        } catch (CharacterCodingException e) {
            throw new BadRequest("the request is not text in UTF-8");
        } catch (FileException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private static BadRequest tooLong() {
        return new BadRequest(413, "the request is longer than " + (LARGEST_BODY >> 20) + " MiB; send less text");
    }

    public void json(JsonObject object) throws IOException {
        json(200, object);
    }

    public void json(int status, JsonObject object) throws IOException {
        http.getResponseHeaders().set("Cache-Control", "no-store");
        bytes(status, "application/json; charset=utf-8", Json.line(object).getBytes(StandardCharsets.UTF_8));
    }

    void error(int status, String message) throws IOException {
        json(status, new JsonObject().put("error", new JsonObject().put("message", message)));
    }

    public void bytes(int status, String type, byte[] body) throws IOException {
        this.status = status;
        http.getResponseHeaders().set("Content-Type", type);
        boolean none = method().equals("HEAD") || body.length == 0;
        http.sendResponseHeaders(status, none ? -1 : body.length);
        ended = none;
        if (!none) {
            OutputStream out = patience.over(http.getResponseBody());
            out.write(body);
            out.flush(); // before what is left of the request is waited for
        }
    }

    /** Begins an answer whose end is not known yet; closing it ends the answer. */
    public OutputStream stream(String type) throws IOException {
        status = 200;
        http.getResponseHeaders().set("Content-Type", type);
        http.getResponseHeaders().set("Cache-Control", "no-store");
        http.sendResponseHeaders(200, 0);
        return patience.over(http.getResponseBody());
    }

    public void setHeader(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    /** Whether it is too late to say something else. */
    public boolean isAnswered() {
        return status != 0;
    }

    /** The answer's, 0 before there is one. */
    public int status() {
        return status;
    }

    /**
     * Ends it. The JDK's own {@code close} would forget the connection where that fails, but keep it in its lists for ever.
     *
     * @throws IOException if the other side has gone away; to be handed on to the JDK's server, which then tidies up
     */
    void close() throws IOException {
        http.getRequestBody().close(); // reads what is left, so that its sender comes to hear the answer
        if (!ended) {
            http.getResponseBody().close();
        }
    }
}
