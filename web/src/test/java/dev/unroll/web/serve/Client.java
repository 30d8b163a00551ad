package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks a server of models as programs do. */
record Client(HttpClient http, InetSocketAddress address) {
    Client(InetSocketAddress address) {
        this(HttpClient.newHttpClient(), address);
    }

    /** A status and what came with it. */
    record Answer(int status, JsonObject body, HttpResponse<String> response) {
        String error() {
            return body.getObject("error").getString("message");
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + address.getPort() + path));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    Answer post(String path, JsonObject body) throws IOException, InterruptedException {
        return post(path, body.toString());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(to(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), Json.parse(answer.body(), "the answer"), answer);
    }

    /** The data of a stream's events. */
    List<String> events(String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest request =
                to(path).POST(BodyPublishers.ofString(body.toString())).build();
        try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            return lines.filter(l -> l.startsWith("data: "))
                    .map(l -> l.substring("data: ".length()))
                    .toList();
        }
    }

    /** A streamed text, and how it ended. */
    record Streamed(String text, JsonObject end) {}

    Streamed stream(JsonObject body) throws IOException, InterruptedException {
        List<JsonObject> events = events("/generate", body.put("stream", true)).stream()
                .map(e -> Json.parse(e, "event"))
                .toList();
        StringBuilder text = new StringBuilder();
        events.subList(0, events.size() - 1).forEach(e -> text.append(e.getString("text")));
        return new Streamed(text.toString(), events.getLast());
    }

    /**
     * A connection that has asked by hand, and has read nothing yet.
     *
     * @param window bytes that its side of the connection holds
     */
    Socket ask(String path, String body, int window) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(window);
        socket.connect(new InetSocketAddress("localhost", address.getPort()));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** Text of the events that come through a connection, which is read slowly; null where it broke off. */
    static String readSlowly(Socket socket, int bytesAtATime, long pauseMillis)
            throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] some = new byte[bytesAtATime];
        List<byte[]> parts = new ArrayList<>();
        int size = 0;
        while (true) {
            int n = in.read(some);
            if (n < 0) {
                return null;
            }
            byte[] part = new byte[n];
            System.arraycopy(some, 0, part, 0, n);
            parts.add(part);
            size += n;
            if (new String(part, StandardCharsets.ISO_8859_1).contains("\r\n0\r\n\r\n")
                    || tail(parts).endsWith("\r\n0\r\n\r\n")) {
                break;
            }
            Thread.sleep(pauseMillis);
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new java.io.ByteArrayInputStream(unchunked(whole)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    JsonObject event = Json.parse(line.substring("data: ".length()), "event");
                    all.append(event.has("text") ? event.getString("text") : "");
                }
            }
        }
        return all.toString();
    }

    private static String tail(List<byte[]> parts) {
        StringBuilder tail = new StringBuilder();
        for (int i = Math.max(0, parts.size() - 8); i < parts.size(); i++) {
            tail.append(new String(parts.get(i), StandardCharsets.ISO_8859_1));
        }
        return tail.toString();
    }

    /** The body of an answer in chunks (RFC 9112, 7.1). */
    private static byte[] unchunked(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\r\n\r\n") + 4;
        StringBuilder body = new StringBuilder();
        while (true) {
            int end = text.indexOf("\r\n", at);
            int length = Integer.parseInt(text.substring(at, end), 16);
            if (length == 0) {
                return body.toString().getBytes(StandardCharsets.ISO_8859_1);
            }
            body.append(text, end + 2, end + 2 + length);
            at = end + 2 + length + 2;
        }
    }
}
