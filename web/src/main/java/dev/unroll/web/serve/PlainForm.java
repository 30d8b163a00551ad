package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.serve.Writing;
import dev.unroll.web.http.BadRequest;
import java.util.List;
import java.util.random.RandomGenerator;

/** The words of {@code unroll sample}. */
final class PlainForm implements Form {
    static final List<String> KEYS =
            List.of("model", "prime", "length", "temperature", "top_k", "top_p", "seed", "stop", "stream");

    private static final int LENGTH = 500;
    private static final int MOST_STOPS = 16;
    private static final int LONGEST_STOP = 200;

    @Override
    public List<String> keys() {
        return KEYS;
    }

    @Override
    public Writing.Order order(Ask ask) {
        return order(
                ask,
                ask.text("prime", ""),
                ask.whole("length", Math.min(LENGTH, ask.mostCharacters())),
                ask.whole("top_k", 0));
    }

    /** With what both forms call alike. */
    static Writing.Order order(Ask ask, String prime, int length, int topK) {
        if (length < 1 || length > ask.mostCharacters()) {
            throw new BadRequest("1 to " + ask.mostCharacters() + " symbols can be asked for, not " + length);
        }
        List<String> stops = ask.texts("stop");
        if (stops.size() > MOST_STOPS || stops.stream().anyMatch(s -> s.isEmpty() || s.length() > LONGEST_STOP)) {
            throw new BadRequest(
                    "\"stop\" must be at most " + MOST_STOPS + " texts of 1 to " + LONGEST_STOP + " characters");
        }
        long seed = ask.has("seed")
                ? ask.body().getLong("seed")
                : RandomGenerator.getDefault().nextInt(1_000_000);
        Sampling sampling = new Sampling(ask.number("temperature", 1), topK, ask.number("top_p", 1), seed);
        return new Writing.Order(prime, length, stops, sampling);
    }

    @Override
    public JsonObject whole(Made made, String text) {
        return new JsonObject()
                .put("model", made.model())
                .put("text", text)
                .put("finish_reason", made.reason())
                .put("seed", made.order().sampling().seed());
    }

    @Override
    public JsonObject piece(Made made, String text) {
        return new JsonObject().put("text", text);
    }

    @Override
    public String end(Made made) {
        JsonObject end = new JsonObject()
                .put("finish_reason", made.reason())
                .put("seed", made.order().sampling().seed());
        return "event: end\ndata: " + Json.line(end) + "\n\n";
    }
}
