package dev.unroll.tasks.items;

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
import java.util.Arrays;
import java.util.Locale;

/**
 * What an {@link ItemEncoder} is made of, without its weights.
 *
 * @param cell of a recurrence
 * @param hidden width of a recurrence's states or of a transformer
 * @param layers of a recurrence or a transformer
 * @param bidirectional whether a recurrence reads both ways
 * @param heads of a transformer's attention
 * @param widths steps that the convolutions read at once, joined by commas
 * @param maps convolutions of each width
 * @param embedding numbers of a word
 * @param channels which vectors a word has
 * @param noise in training: dropout of what is read, of what is pooled and between layers; the rest is for recurrences
 * @param characters whether a text is read character by character, not by words
 * @param most words of a text that are read
 */
public record Architecture(
        Encoder encoder,
        Cell cell,
        int hidden,
        int layers,
        boolean bidirectional,
        Pooling pooling,
        int heads,
        String widths,
        int maps,
        int embedding,
        Channels channels,
        Noise noise,
        boolean characters,
        int most)
        implements Recipe.Part {
    /** An LSTM that reads both ways, the largest over time. */
    public static Architecture standard() {
        Noise noise = new Noise(0.5, false, 0, Zoneout.NONE);
        return new Architecture(
                Encoder.RNN,
                Cell.library("lstm"),
                128,
                1,
                true,
                Pooling.MAX,
                4,
                "3,4,5",
                100,
                128,
                Channels.TUNED,
                noise,
                false,
                512);
    }

    public Architecture {
        Check.that(hidden >= 1, "the hidden width must be at least 1", hidden);
        Check.that(layers >= 1, "there must be at least 1 layer", layers);
        Check.that(maps >= 1, "there must be at least 1 map of each width", maps);
        Check.that(embedding >= 1, "a word needs at least 1 number", embedding);
        Check.that(most >= 1, "at least 1 word must be read", most);
        kernels(widths);
        if (encoder == Encoder.RNN) {
            noise.inside(cell);
        } else if (noise.variational()
                || noise.recurrentDropout() > 0
                || !noise.zoneout().isNone()) {
            throw new IllegalArgumentException(
                    "variational and recurrent dropout and zoneout are noise of a recurrence, but the encoder is "
                            + encoder.name().toLowerCase(Locale.ROOT) + "; leave them out");
        }
        if (encoder == Encoder.TRANSFORMER) {
            Check.that(heads >= 1 && hidden % heads == 0, "heads must divide the hidden width " + hidden, heads);
            if (pooling == Pooling.LAST) {
                throw new IllegalArgumentException("a transformer has no last state; take mean, max or attention");
            }
        }
    }

    private static int[] kernels(String widths) {
        if (!widths.matches("[1-9]\\d{0,2}(,[1-9]\\d{0,2})*")) {
            throw new IllegalArgumentException("widths must be numbers of steps such as 3,4,5, got " + widths);
        }
        return Arrays.stream(widths.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    int[] kernels() {
        return kernels(widths);
    }

    RecurrentOptions stack() {
        return RecurrentOptions.DEFAULT
                .withLayers(layers)
                .withNoise(noise)
                .withDirections(bidirectional ? Directions.CONCATENATED : Directions.FORWARD);
    }

    /** Width of the vector that a sequence becomes. */
    public int pooled() {
        return switch (encoder) {
            case RNN -> bidirectional ? Math.multiplyExact(2, hidden) : hidden;
            case CNN -> Math.multiplyExact(kernels().length, maps);
            case TRANSFORMER -> hidden;
        };
    }

    /** Width of a step. */
    int step(Known known) {
        return known.size() > 0 ? Math.multiplyExact(channels.count(), embedding) : known.width();
    }

    /** Numbers of the model, those that are not trained among them. */
    long parameters(Known known) {
        int step = step(known);
        long count = Math.multiplyExact((long) channels.count() * known.size(), embedding);
        if (pooling == Pooling.ATTENTION && encoder != Encoder.CNN) {
            count += (long) pooled() * (pooled() + 2L);
        }
        return Math.addExact(count, encoderParameters(step));
    }

    /** Likewise, with a linear layer above. */
    public long parameters(Known known, int outputs) {
        return Math.addExact(parameters(known), Math.multiplyExact((long) outputs, pooled() + 1L));
    }

    private long encoderParameters(int step) {
        long count = 0;
        switch (encoder) {
            case RNN -> count = StackSize.of(cell, step, hidden, stack());
            case CNN -> {
                for (int kernel : kernels()) {
                    count += Math.multiplyExact((long) maps, (long) kernel * step + 1);
                }
            }
            case TRANSFORMER -> {
                long h = hidden;
                count = h * (step + 1) + layers * (12 * h * h + 13 * h) + 2 * h;
            }
        }
        return count;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("encoder", encoder.name().toLowerCase(Locale.ROOT))
                .put("cell", cell.name())
                .put("equations", cell.print())
                .put("hidden", hidden)
                .put("layers", layers)
                .put("bidirectional", bidirectional)
                .put("pooling", pooling.name().toLowerCase(Locale.ROOT))
                .put("heads", heads)
                .put("widths", widths)
                .put("maps", maps)
                .put("embedding", embedding)
                .put("channels", Check.lower(channels));
        NoiseSettings.write(noise, json);
        return json.put("characters", characters).put("longest", most);
    }

    /** Reads what a configuration says of a model; a cell by its name alone is the library's. */
    public static Architecture fromJson(JsonObject json) {
        String cell = json.getString("cell");
        return new Architecture(
                Check.named(Encoder.class, "encoder", json.getString("encoder")),
                json.has("equations") ? Cell.parse(cell, json.getString("equations")) : Cell.library(cell),
                json.getInt("hidden"),
                json.getInt("layers"),
                json.getBoolean("bidirectional"),
                Check.named(Pooling.class, "pooling", json.getString("pooling")),
                json.getInt("heads"),
                json.getString("widths"),
                json.getInt("maps"),
                json.getInt("embedding"),
                json.has("channels")
                        ? Check.named(Channels.class, "channels", json.getString("channels"))
                        : Channels.TUNED,
                NoiseSettings.read(json),
                json.getBoolean("characters"),
                json.getInt("longest"));
    }
}
