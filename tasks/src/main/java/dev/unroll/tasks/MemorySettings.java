package dev.unroll.tasks;

import dev.unroll.io.JsonObject;

/**
 * How a {@link MemoryModel} is trained.
 *
 * @param batch sequences of an update
 * @param seed of the first weights, of dropout and of the examples
 */
public record MemorySettings(int batch, Updates updates, long seed) {
    public static MemorySettings standard() {
        return new MemorySettings(32, Updates.standard(), 1);
    }

    public MemorySettings {
        Check.that(batch >= 1, "a batch must have at least 1 sequence", batch);
        Check.that(
                updates.accumulate() == 1,
                "examples are endless: take larger batches, and accumulate 1",
                updates.accumulate());
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("batch", batch);
        updates.write(json);
        return json.put("seed", seed);
    }

    public static MemorySettings fromJson(JsonObject json) {
        return new MemorySettings(json.getInt("batch"), Updates.read(json), json.getLong("seed"));
    }
}
