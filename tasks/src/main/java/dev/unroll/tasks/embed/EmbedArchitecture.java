package dev.unroll.tasks.embed;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.StackSize;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.Known;
import dev.unroll.tasks.items.Pooling;

/**
 * What an {@link Autoencoder} is made of, without its weights. What writes is a stack of the encoder's cell, width and layers.
 *
 * @param encoder what reads items
 * @param vector numbers that an item becomes
 */
public record EmbedArchitecture(Architecture encoder, int vector) implements Recipe.Part {
    /** An LSTM that has read both ways, without noise, and 128 numbers. */
    public static EmbedArchitecture standard() {
        Architecture a = Architecture.standard();
        return new EmbedArchitecture(
                new Architecture(
                        a.encoder(),
                        a.cell(),
                        a.hidden(),
                        a.layers(),
                        a.bidirectional(),
                        Pooling.LAST,
                        a.heads(),
                        a.widths(),
                        a.maps(),
                        a.embedding(),
                        a.channels(),
                        Noise.NONE,
                        a.characters(),
                        a.most()),
                128);
    }

    public EmbedArchitecture {
        Check.that(vector >= 1, "a vector needs at least 1 number", vector);
    }

    RecurrentOptions writer() {
        return RecurrentOptions.DEFAULT.withLayers(encoder.layers()).withNoise(encoder.noise());
    }

    /** Width of a step that the writer reads: the vector, and the word before. */
    int read(Known known) {
        return known.size() == 0 ? vector : Math.addExact(vector, encoder.embedding());
    }

    /** Numbers that are answered at a step: a score of each word and of the end, or a step of a series. */
    static int answers(Known known) {
        return known.size() == 0 ? known.width() : known.size() + 1;
    }

    /** Numbers to train. */
    long parameters(Known known) {
        long h = encoder.hidden();
        long count = encoder.parameters(known, vector);
        if (known.size() > 0) {
            count = Math.addExact(count, Math.multiplyExact(known.size() + 1L, (long) encoder.embedding()));
        }
        count = Math.addExact(count, StackSize.of(encoder.cell(), read(known), encoder.hidden(), writer()));
        long states = (long) encoder.layers() * encoder.cell().states().size();
        count = Math.addExact(count, Math.multiplyExact(states * h, vector + 1L));
        return Math.addExact(count, Math.multiplyExact((long) answers(known), h + 1));
    }

    @Override
    public JsonObject toJson() {
        return encoder.toJson().put("vector", vector);
    }

    public static EmbedArchitecture fromJson(JsonObject json) {
        return new EmbedArchitecture(Architecture.fromJson(json), json.getInt("vector"));
    }
}
