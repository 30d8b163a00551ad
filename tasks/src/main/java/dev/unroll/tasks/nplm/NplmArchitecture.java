package dev.unroll.tasks.nplm;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;

/**
 * What an {@link NplmModel} is made of, without its weights.
 *
 * @param context symbols that are read, n − 1 in the paper
 * @param width numbers of a symbol's vector
 * @param hidden tanh units
 * @param direct whether vectors go to the scores past the hidden units too
 */
public record NplmArchitecture(int context, int width, int hidden, boolean direct) {
    /** Five symbols, as the paper's networks for the Brown corpus have up to four; wider than those of its time. */
    public static NplmArchitecture standard() {
        return new NplmArchitecture(5, 64, 256, false);
    }

    public NplmArchitecture {
        Check.that(context >= 1 && context <= 1000, "the context must be 1 to 1000 symbols", context);
        Check.that(width >= 1, "the width must be at least 1", width);
        Check.that(hidden >= 1, "there must be at least 1 hidden unit", hidden);
    }

    /** Numbers that are read at once. */
    int read() {
        return Math.multiplyExact(context, width);
    }

    /** Numbers that scores are computed from. */
    int said() {
        return direct ? Math.addExact(hidden, read()) : hidden;
    }

    /** Weights in products. */
    long productParameters(int vocabulary) {
        return Math.addExact((long) hidden * read(), Math.multiplyExact((long) vocabulary, said()));
    }

    /** Numbers to train. */
    long parameters(int vocabulary) {
        return Math.addExact(productParameters(vocabulary), hidden + (long) vocabulary * (width + 1L));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("context", context)
                .put("width", width)
                .put("hidden", hidden)
                .put("direct", direct);
    }

    /** Reads what a configuration says of a model. */
    public static NplmArchitecture fromJson(JsonObject json) {
        return new NplmArchitecture(
                json.getInt("context"), json.getInt("width"), json.getInt("hidden"), json.getBoolean("direct"));
    }
}
