package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
     * A connection that has asked by hand, and has read nothing yet. It speaks HTTP/1.0, whose answers end with the connection.
     *
     * @param window bytes that its side of the connection holds
     */
    Socket ask(String path, String body, int window) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(window);
        socket.connect(new InetSocketAddress("localhost", address.getPort()));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** Text of the events that come through a connection, which is read slowly; null where it broke off. */
    static @Nullable String readSlowly(Socket socket, int bytesAtATime, long pauseMillis)
            throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[bytesAtATime];
        for (int n = socket.getInputStream().read(some);
                n >= 0;
                n = socket.getInputStream().read(some)) {
            all.write(some, 0, n);
            Thread.sleep(pauseMillis);
        }
        String answer = all.toString(StandardCharsets.UTF_8);
        return !answer.contains("event: end")
                ? null
                : answer.lines()
                        .filter(l -> l.startsWith("data: {\"text\""))
                        .map(l -> Json.parse(l.substring("data: ".length()), "event")
                                .getString("text"))
                        .collect(Collectors.joining());
    }
}
