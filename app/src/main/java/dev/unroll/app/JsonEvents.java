package dev.unroll.app;

import dev.unroll.io.Json;
import dev.unroll.train.Event;
import java.util.function.Consumer;

/** Writes each event as one line of JSON on stdout. */
final class JsonEvents implements Consumer<Event> {
    private final Io io;

    JsonEvents(Io io) {
        this.io = io;
    }

    @Override
    public void accept(Event event) {
        io.out().println(Json.line(event.toJson()));
        io.out().flush();
    }
}
