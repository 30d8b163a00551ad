package dev.unroll.tasks.search;

import dev.unroll.io.JsonObject;

/**
 * How a {@link CellSearch} goes about it.
 *
 * @param population the youngest so many candidates, from which parents are drawn
 * @param tournament how many of them are drawn at a time; the best becomes the parent
 * @param steps updates of a trial
 * @param parameters numbers to train that each candidate's width is chosen for
 * @param seed of the draws
 */
public record SearchSettings(int population, int tournament, long steps, long parameters, long seed) {
    public SearchSettings {
        require(population >= 1, "the population must be at least 1", population);
        require(tournament >= 1, "a tournament must have at least 1", tournament);
        require(steps >= 1, "a trial must have at least 1 update", steps);
        require(parameters >= 1, "a candidate must have at least 1 parameter", parameters);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("population", population)
                .put("tournament", tournament)
                .put("steps", steps)
                .put("parameters", parameters)
                .put("seed", seed);
    }

    public static SearchSettings fromJson(JsonObject json) {
        return new SearchSettings(
                json.getInt("population"),
                json.getInt("tournament"),
                json.getLong("steps"),
                json.getLong("parameters"),
                json.getLong("seed"));
    }
}
