package dev.unroll.tasks.forecast;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.NoiseSettings;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Recipe;

/**
 * What a {@link Forecaster} is made of, without its weights.
 *
 * @param hidden width of the states
 * @param context steps that are read
 * @param horizon steps that are forecast
 * @param relative what values are relative to
 * @param noise in training; dropout is of the last state too
 */
public record Architecture(
        Cell cell,
        int hidden,
        int layers,
        int context,
        int horizon,
        Relative relative,
        Objective objective,
        Noise noise)
        implements Recipe.Part {
    /** A day from four days, if steps are hours. */
    public static Architecture standard() {
        return new Architecture(
                Cell.library("lstm"), 64, 1, 96, 24, Relative.LAST, new Objective.Squared(), Noise.NONE);
    }

    public Architecture {
        Check.that(hidden >= 1, "the hidden width must be at least 1", hidden);
        Check.that(layers >= 1, "there must be at least 1 layer", layers);
        Check.that(context >= 1, "at least 1 step must be read", context);
        Check.that(horizon >= 1, "at least 1 step must be forecast", horizon);
        noise.inside(cell);
    }

    RecurrentOptions stack() {
        return RecurrentOptions.DEFAULT.withLayers(layers).withNoise(noise);
    }

    /** Numbers that are put out for a window. */
    int outputs(int targets) {
        return Math.multiplyExact(Math.multiplyExact(horizon, targets), objective.answers());
    }

    /**
     * Numbers to train.
     *
     * @param width of a step
     */
    long parameters(int width, int targets) {
        long count = Math.multiplyExact((long) outputs(targets), hidden + 1L);
        for (int l = 0; l < layers; l++) {
            for (int[] shape :
                    cell.parameterShapes(hidden, l == 0 ? width : hidden).values()) {
                count = Math.addExact(count, Math.multiplyExact((long) shape[0], shape.length > 1 ? shape[1] : 1));
            }
        }
        return count;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("cell", cell.name())
                .put("equations", cell.print())
                .put("hidden", hidden)
                .put("layers", layers)
                .put("context", context)
                .put("horizon", horizon)
                .put("relative", Check.lower(relative))
                .put("loss", objective.print());
        NoiseSettings.write(noise, json);
        return json;
    }

    /** Reads what a configuration says of a model; a cell by its name alone is the library's. */
    public static Architecture fromJson(JsonObject json) {
        String cell = json.getString("cell");
        return new Architecture(
                json.has("equations") ? Cell.parse(cell, json.getString("equations")) : Cell.library(cell),
                json.getInt("hidden"),
                json.getInt("layers"),
                json.getInt("context"),
                json.getInt("horizon"),
                Check.named(Relative.class, "relative", json.getString("relative")),
                Objective.parse(json.getString("loss")),
                NoiseSettings.read(json));
    }
}
