package dev.unroll.web.serve;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.serve.Writing;
import dev.unroll.web.http.BadRequest;
import java.time.Instant;
import java.util.List;

/**
 * The words of OpenAI's {@code /v1/completions}, as far as they mean something here; a token is a symbol of the model. See
 * <a href="https://platform.openai.com/docs/api-reference/completions">its reference</a>.
 */
final class OpenAiForm implements Form {
    static final List<String> KEYS =
            List.of("model", "prompt", "max_tokens", "temperature", "top_p", "seed", "stop", "stream", "n", "user");

    private static final int MAX_TOKENS = 16;

    @Override
    public List<String> keys() {
        return KEYS;
    }

    @Override
    public Writing.Order order(Ask ask) {
        if (ask.whole("n", 1) != 1) {
            throw new BadRequest("\"n\" must be 1; ask several times, with other seeds");
        }
        return PlainForm.order(ask, ask.text("prompt", ""), ask.whole("max_tokens", MAX_TOKENS), 0);
    }

    @Override
    public JsonObject whole(Made made, String text) {
        return answer(made, text, reason(made)).put("usage", usage(made));
    }

    @Override
    public JsonObject piece(Made made, String text) {
        return answer(made, text, null);
    }

    @Override
    public String end(Made made) {
        return "data: " + Json.line(answer(made, "", reason(made)).put("usage", usage(made))) + "\n\ndata: [DONE]\n\n";
    }

    /** Its clients know these two. */
    private static String reason(Made made) {
        return made.reason().equals("stop") ? "stop" : "length";
    }

    private static JsonObject answer(Made made, String text, @org.jspecify.annotations.Nullable String reason) {
        return new JsonObject()
                .put("id", "cmpl-" + Integer.toHexString(System.identityHashCode(made.writing())))
                .put("object", "text_completion")
                .put("created", Instant.now().getEpochSecond())
                .put("model", made.model())
                .put(
                        "choices",
                        List.of(new JsonObject()
                                .put("text", text)
                                .put("index", 0)
                                .put("logprobs", null)
                                .put("finish_reason", reason)));
    }

    private static JsonObject usage(Made made) {
        int given = made.writing().given();
        int written = made.writing().written();
        return new JsonObject()
                .put("prompt_tokens", given)
                .put("completion_tokens", written)
                .put("total_tokens", given + written);
    }
}
