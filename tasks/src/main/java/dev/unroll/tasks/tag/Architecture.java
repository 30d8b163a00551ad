package dev.unroll.tasks.tag;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.Zoneout;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.NoiseSettings;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.StackSize;

/**
 * What a {@link Tagger} is made of, without its weights.
 *
 * @param cell of the recurrences over words and over characters
 * @param hidden width of the states over words
 * @param layers over words
 * @param bidirectional whether words are read both ways; characters are
 * @param embedding numbers of a word
 * @param spelling width of the states over characters; 0: spellings are not read
 * @param crf whether tags depend on the tags beside them, by a conditional random field
 * @param noise in training: dropout of what is read, of what is scored and between layers; the rest is for the recurrence over words
 */
public record Architecture(
        Cell cell, int hidden, int layers, boolean bidirectional, int embedding, int spelling, boolean crf, Noise noise)
        implements Recipe.Part {
    private static final RecurrentOptions BOTH_WAYS = RecurrentOptions.DEFAULT.withDirections(Directions.CONCATENATED);

    /** One layer of LSTM that reads both ways, over words and their spelling. */
    public static Architecture standard() {
        return new Architecture(
                Cell.library("lstm"), 128, 1, true, 128, 100, false, new Noise(0.5, false, 0, Zoneout.NONE));
    }

    public Architecture {
        Check.that(hidden >= 1, "the hidden width must be at least 1", hidden);
        Check.that(layers >= 1, "there must be at least 1 layer", layers);
        Check.that(embedding >= 1, "a word needs at least 1 number", embedding);
        Check.that(spelling >= 0, "the width over characters must be at least 0 (0: they are not read)", spelling);
        noise.inside(cell);
    }

    RecurrentOptions stack() {
        return RecurrentOptions.DEFAULT
                .withLayers(layers)
                .withNoise(noise)
                .withDirections(bidirectional ? Directions.CONCATENATED : Directions.FORWARD);
    }

    /** Of the recurrence over characters. */
    static RecurrentOptions spellingStack() {
        return BOTH_WAYS;
    }

    /** Numbers of a word as it is read, with what its spelling adds. */
    int step() {
        return Math.addExact(embedding, Math.multiplyExact(2, spelling));
    }

    /** Numbers to train. */
    long parameters(int words, int characters, int tags) {
        long count = Math.multiplyExact((long) words, embedding);
        if (spelling > 0) {
            count = Math.addExact(count, StackSize.of(cell, characters, spelling, BOTH_WAYS));
        }
        count = Math.addExact(count, StackSize.of(cell, step(), hidden, stack()));
        long above = bidirectional ? 2L * hidden : hidden;
        count = Math.addExact(count, Math.multiplyExact(above + 1, (long) tags));
        return crf ? Math.addExact(count, (long) tags * (tags + 2L)) : count;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("cell", cell.name())
                .put("equations", cell.print())
                .put("hidden", hidden)
                .put("layers", layers)
                .put("bidirectional", bidirectional)
                .put("embedding", embedding)
                .put("spelling", spelling)
                .put("crf", crf);
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
                json.getBoolean("bidirectional"),
                json.getInt("embedding"),
                json.getInt("spelling"),
                json.getBoolean("crf"),
                NoiseSettings.read(json));
    }
}
