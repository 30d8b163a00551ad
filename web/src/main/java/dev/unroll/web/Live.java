package dev.unroll.web;

import dev.unroll.io.Json;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Tells a page by server-sent events what has changed: each run's summary, whenever it is another one. */
final class Live {
    private static final long LOOK_MILLIS = 500;

    /** Looks between two signs of life, by which a reader that has gone away is noticed. */
    private static final int SILENT_LOOKS = 20;

    private final Runs runs;

    Live(Runs runs) {
        this.runs = runs;
    }

    void answer(Exchange exchange) throws IOException {
        Map<String, String> told = new HashMap<>();
        try (OutputStream out = exchange.stream("text/event-stream")) {
            for (int silent = 0; ; silent++) {
                StringBuilder news = new StringBuilder();
                Map<String, String> now = new HashMap<>();
                for (Run run : runs.all()) {
                    String line = Json.line(run.summary());
                    now.put(run.name(), line);
                    if (!line.equals(told.get(run.name()))) {
                        news.append("event: run\ndata: ").append(line).append("\n\n");
                    }
                }
                if (!now.keySet().containsAll(told.keySet())) {
                    news.append("event: gone\ndata: {}\n\n");
                }
                told = now;
                if (!news.isEmpty() || silent >= SILENT_LOOKS) {
                    silent = 0;
                    out.write((news.isEmpty() ? ":\n\n" : news.toString()).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
