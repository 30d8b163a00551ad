package dev.unroll.web.serve;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.serve.Passage;
import dev.unroll.tasks.serve.Writing;
import java.util.List;

/** How a text is asked for and handed over: our own way, and OpenAI's. */
interface Form {
    /** Keys of a request. */
    List<String> keys();

    /** What to write. */
    Writing.Order order(Ask ask);

    /** A whole text. */
    JsonObject whole(Made made, String text);

    /** A piece of one that is streamed. */
    JsonObject piece(Made made, String text);

    /** What follows the last piece: events, each ending in an empty line. */
    String end(Made made);

    /**
     * What became of an order.
     *
     * @param end how it has ended; of a piece that is not the last {@code FINISHED}
     */
    record Made(String model, Writing.Order order, Writing writing, Passage.End end) {
        String reason() {
            return switch (end) {
                case FINISHED -> writing.isStopped() ? "stop" : "length";
                case TIMED_OUT -> "timeout";
                case CLOSED -> "shutdown";
                case CANCELLED -> "cancelled";
            };
        }
    }
}
