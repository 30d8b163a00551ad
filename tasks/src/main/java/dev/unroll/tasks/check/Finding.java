package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;

/**
 * What one look at a task has shown.
 *
 * @param look one word for it
 * @param fault what is wrong, in one word or two; empty if nothing is
 * @param says the same in a sentence: what was seen, and what to do where that is wrong
 * @param figures what was seen
 */
public record Finding(String look, String fault, String says, JsonObject figures) {
    public boolean isFine() {
        return fault.isEmpty();
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("look", look)
                .put("ok", isFine())
                .put("fault", fault)
                .put("says", says)
                .put("figures", figures);
    }
}
