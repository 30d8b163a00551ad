package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.serve.Passage;
import dev.unroll.tasks.serve.Writing;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers with texts that a model writes: whole, or as server-sent events while it writes. */
final class Generate {
    /** Characters that a stream's reader may be behind. */
    private static final int AHEAD = 4096;

    /** A character may wait so long for those after it to go with it: nobody sees that, and a packet for each costs much. */
    private static final long GATHER_MILLIS = 50;

    /** A reader who is told nothing for so long gets a sign of life, by which one who has gone away is noticed. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final ServedModels models;
    private final Limits limits;
    private final Form form;

    Generate(ServedModels models, Limits limits, Form form) {
        this.models = models;
        this.limits = limits;
        this.form = form;
    }

    void answer(Exchange exchange) throws IOException, InterruptedException {
        Ask ask = new Ask(exchange.body(), limits.length()).known(form.keys());
        ServedModels.Text served = models.text(ask);
        Writing.Order order = form.order(ask);
        boolean streams = ask.flag("stream");
        Writing writing =
                new Writing(served.model().vocabulary(), order, streams ? AHEAD : Integer.MAX_VALUE, limits.time());
        served.batcher().add(writing);
        try {
            writing.awaitBegin();
            Form.Made made = new Form.Made(served.name(), order, writing, Passage.End.FINISHED);
            if (streams) {
                stream(exchange, made);
            } else {
                whole(exchange, made);
            }
        } finally {
            writing.cancel();
        }
    }

    private static Form.Made ended(Form.Made made, Passage.End end) {
        return new Form.Made(made.model(), made.order(), made.writing(), end);
    }

    private void whole(Exchange exchange, Form.Made made) throws IOException, InterruptedException {
        Writing writing = made.writing();
        Passage.@Nullable End end = writing.await(SILENCE);
        if (end != null) {
            exchange.json(form.whole(ended(made, checked(writing, end)), writing.take(Duration.ZERO)));
            return;
        }
        // Spaces before a JSON text mean nothing.
        try (OutputStream out = exchange.stream("application/json; charset=utf-8")) {
            while (end == null) {
                out.write(' ');
                out.flush();
                end = writing.await(SILENCE);
            }
            write(out, Json.line(form.whole(ended(made, end), writing.take(Duration.ZERO))));
        }
    }

    private static Passage.End checked(Writing writing, Passage.End end) {
        if (end != Passage.End.FINISHED && writing.written() == 0) {
            throw unfinished(end);
        }
        return end;
    }

    /** A passage that came to nothing. */
    static BadRequest unfinished(Passage.End end) {
        return new BadRequest(
                503, end == Passage.End.TIMED_OUT ? "its time was up; ask for less" : "the server is shutting down", 1);
    }

    private void stream(Exchange exchange, Form.Made made) throws IOException, InterruptedException {
        Writing writing = made.writing();
        try (OutputStream out = exchange.stream("text/event-stream")) {
            for (boolean over = false; !over; ) {
                over = writing.isOver(); // what is there now is all, then
                String text = writing.take(over ? Duration.ZERO : SILENCE);
                if (!text.isEmpty()) {
                    write(out, "data: " + Json.line(form.piece(made, text)) + "\n\n");
                } else if (!over) {
                    write(out, ":\n\n");
                }
                if (!writing.isOver()) {
                    Thread.sleep(GATHER_MILLIS);
                }
            }
            write(out, last(made));
        }
    }

    private String last(Form.Made made) throws InterruptedException {
        try {
            return form.end(ended(made, made.writing().await()));
        } catch (IllegalStateException e) {
            JsonObject error = new JsonObject().put("message", e.getMessage());
            return "event: error\ndata: " + Json.line(new JsonObject().put("error", error)) + "\n\n";
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
