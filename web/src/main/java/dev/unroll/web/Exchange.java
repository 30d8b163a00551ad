package dev.unroll.web;

import com.sun.net.httpserver.HttpExchange;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {
    /** Bytes of a request's body, far above a text that anybody pastes. */
    private static final int LARGEST_BODY = 1 << 20;

    private final HttpExchange http;
    private final Map<String, String> query = new LinkedHashMap<>();
    private boolean answered;

    Exchange(HttpExchange http) {
        this.http = http;
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

    String method() {
        return http.getRequestMethod();
    }

    String path() {
        return http.getRequestURI().getPath();
    }

    @Nullable
    String header(String name) {
        return http.getRequestHeaders().getFirst(name);
    }

    boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    String query(String parameter, String standard) {
        return query.getOrDefault(parameter, standard);
    }

    double number(String parameter, double standard) {
        String given = query.get(parameter);
        try {
            return given == null ? standard : Double.parseDouble(given);
        } catch (NumberFormatException e) {
            throw new BadRequest(parameter + " must be a number, got " + given);
        }
    }

    /** The body, which must be one JSON object. */
    JsonObject body() throws IOException {
        byte[] bytes = http.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new BadRequest("the request is longer than " + (LARGEST_BODY >> 20) + " MiB; send less text");
        }
        try {
            return Json.parse(new String(bytes, StandardCharsets.UTF_8), "the request");
        } catch (FileException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    void json(JsonObject object) throws IOException {
        json(200, object);
    }

    void json(int status, JsonObject object) throws IOException {
        http.getResponseHeaders().set("Cache-Control", "no-store");
        bytes(status, "application/json; charset=utf-8", Json.line(object).getBytes(StandardCharsets.UTF_8));
    }

    void error(int status, String message) throws IOException {
        json(status, new JsonObject().put("error", message));
    }

    void bytes(int status, String type, byte[] body) throws IOException {
        answered = true;
        http.getResponseHeaders().set("Content-Type", type);
        boolean none = method().equals("HEAD") || body.length == 0;
        http.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            http.getResponseBody().write(body);
        }
    }

    /** Begins an answer whose end is not known yet; closing it ends the answer. */
    OutputStream stream(String type) throws IOException {
        answered = true;
        http.getResponseHeaders().set("Content-Type", type);
        http.getResponseHeaders().set("Cache-Control", "no-store");
        http.sendResponseHeaders(200, 0);
        return http.getResponseBody();
    }

    void setHeader(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    /** Whether it is too late to say something else. */
    boolean isAnswered() {
        return answered;
    }

    void close() {
        http.close();
    }
}
