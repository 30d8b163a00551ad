package dev.unroll.tasks.translate;

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
 * What a {@link Translator} is made of, without its weights and vocabularies.
 *
 * @param cell of both recurrences
 * @param hidden width of a recurrence's states or of a transformer
 * @param layers of the encoder and of the decoder
 * @param bidirectional whether a recurrence reads the source both ways
 * @param reverse whether the source is read from its end, as Sutskever, Vinyals and Le (2014) do
 * @param attention of a recurrent decoder
 * @param heads of a transformer's attention
 * @param embedding numbers of a piece; 0: as many as {@code hidden}, as a transformer has to have
 * @param noise in training: dropout of pieces, of what is answered from and between layers; the rest is for recurrences
 */
public record TranslateArchitecture(
        Kind kind,
        Cell cell,
        int hidden,
        int layers,
        boolean bidirectional,
        boolean reverse,
        Attending attention,
        int heads,
        int embedding,
        Noise noise)
        implements Recipe.Part {
    /** An LSTM that reads both ways and looks back at all of it. */
    public static TranslateArchitecture standard() {
        Noise noise = new Noise(0.3, false, 0, Zoneout.NONE);
        return new TranslateArchitecture(
                Kind.RNN, Cell.library("lstm"), 256, 1, true, false, Attending.LUONG, 4, 0, noise);
    }

    public TranslateArchitecture {
        Check.that(hidden >= 1, "the hidden width must be at least 1", hidden);
        Check.that(layers >= 1, "there must be at least 1 layer", layers);
        Check.that(embedding >= 0, "a piece needs at least 1 number, or 0 for as many as hidden", embedding);
        boolean inCells = noise.variational()
                || noise.recurrentDropout() > 0
                || !noise.zoneout().isNone();
        if (kind == Kind.TRANSFORMER) {
            Check.that(heads >= 1 && hidden % heads == 0, "heads must divide the hidden width " + hidden, heads);
            if (embedding != 0 && embedding != hidden) {
                throw new IllegalArgumentException("a transformer's pieces are as wide as itself, " + hidden
                        + "; leave --embedding out, got " + embedding);
            }
        }
        if (inCells && (kind == Kind.TRANSFORMER || attention == Attending.BAHDANAU)) {
            throw new IllegalArgumentException(
                    "variational and recurrent dropout and zoneout need a recurrence over whole"
                            + " sequences, which neither a transformer has nor bahdanau's attention; leave them out");
        }
        if (kind == Kind.RNN) {
            noise.inside(cell);
        }
    }

    /** Numbers of a piece. */
    int width() {
        return embedding == 0 ? hidden : embedding;
    }

    RecurrentOptions encoder() {
        return decoder().withDirections(bidirectional ? Directions.CONCATENATED : Directions.FORWARD);
    }

    RecurrentOptions decoder() {
        return RecurrentOptions.DEFAULT.withLayers(layers).withNoise(noise);
    }

    /** Width of an encoder's step. */
    int encoded() {
        return kind == Kind.RNN && bidirectional ? Math.multiplyExact(2, hidden) : hidden;
    }

    /** Width of a step that a recurrent decoder reads. */
    int read() {
        return attention == Attending.BAHDANAU ? Math.addExact(width(), encoded()) : width();
    }

    /** Numbers to train. */
    long parameters(int sources, int targets, boolean shared) {
        long pieces = Math.multiplyExact(shared ? targets : Math.addExact((long) sources, targets), (long) width());
        return Math.addExact(pieces, weights());
    }

    /** Numbers to train beside the vectors of pieces. */
    long weights() {
        long h = hidden;
        if (kind == Kind.TRANSFORMER) {
            return Math.addExact(Math.multiplyExact(28L * layers, h * h), 32 * h * layers + 4 * h);
        }
        long count = StackSize.of(cell, width(), hidden, encoder());
        count = Math.addExact(count, StackSize.of(cell, read(), hidden, decoder()));
        if (bidirectional) {
            count = Math.addExact(count, (long) layers * cell.states().size() * h * (2 * h + 1));
        }
        long e = encoded();
        count += switch (attention) {
            case NONE -> 0;
            case LUONG -> e * (h + 1);
            case BAHDANAU -> h * (h + 1) + h * (e + 1) + h;
        };
        return Math.addExact(count, (long) width() * (h + (attention == Attending.NONE ? 0 : e) + 1));
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("architecture", Check.lower(kind))
                .put("cell", cell.name())
                .put("equations", cell.print())
                .put("hidden", hidden)
                .put("layers", layers)
                .put("bidirectional", bidirectional)
                .put("reverse", reverse)
                .put("attention", Check.lower(attention))
                .put("heads", heads)
                .put("embedding", embedding);
        NoiseSettings.write(noise, json);
        return json;
    }

    /** Reads what a configuration says of a model; a cell by its name alone is the library's. */
    public static TranslateArchitecture fromJson(JsonObject json) {
        String cell = json.getString("cell");
        return new TranslateArchitecture(
                Check.named(Kind.class, "architecture", json.getString("architecture")),
                json.has("equations") ? Cell.parse(cell, json.getString("equations")) : Cell.library(cell),
                json.getInt("hidden"),
                json.getInt("layers"),
                json.getBoolean("bidirectional"),
                json.getBoolean("reverse"),
                Check.named(Attending.class, "attention", json.getString("attention")),
                json.getInt("heads"),
                json.getInt("embedding"),
                NoiseSettings.read(json));
    }
}
