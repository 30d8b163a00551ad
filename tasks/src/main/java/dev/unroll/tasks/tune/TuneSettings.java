package dev.unroll.tasks.tune;

import dev.unroll.io.JsonObject;

/**
 * How a {@link Tuning} goes about it.
 *
 * @param trials how many settings are tried
 * @param steps updates of those that get to the end
 * @param seed of the draws
 */
public record TuneSettings(int trials, long steps, long seed) {
    public TuneSettings {
        if (trials < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "a search needs at least 1 trial of 1 update, got " + trials + " of " + steps);
        }
    }

    public JsonObject toJson() {
        return new JsonObject().put("trials", trials).put("steps", steps).put("seed", seed);
    }

    public static TuneSettings fromJson(JsonObject json) {
        return new TuneSettings(json.getInt("trials"), json.getLong("steps"), json.getLong("seed"));
    }
}
