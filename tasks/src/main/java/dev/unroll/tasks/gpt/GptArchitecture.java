package dev.unroll.tasks.gpt;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;

/**
 * What a {@link GptModel} is made of, without its weights.
 *
 * @param heads of the attention, a divisor of {@code width}
 * @param context characters that a window has
 * @param dropout of the embedded characters and of what each part adds, in training
 */
public record GptArchitecture(int width, int layers, int heads, int context, double dropout) {
    /** nanoGPT's setting for processors: four layers of 128 with four heads, 64 characters. */
    public static GptArchitecture standard() {
        return new GptArchitecture(128, 4, 4, 64, 0);
    }

    public GptArchitecture {
        Check.that(width >= 1, "the width must be at least 1", width);
        Check.that(layers >= 1, "there must be at least 1 layer", layers);
        Check.that(heads >= 1 && width % heads == 0, "heads must divide the width " + width, heads);
        Check.that(context >= 1, "a window must have at least 1 character", context);
        Check.that(dropout >= 0 && dropout < 1, "dropout must be at least 0 and below 1", dropout);
    }

    /** Weights in products, that of the output among them. */
    long productParameters(int vocabulary) {
        long w = width;
        return Math.addExact(Math.multiplyExact(12L * layers, w * w), w * vocabulary);
    }

    /** Numbers to train. */
    long parameters(int vocabulary) {
        long w = width;
        // Biases and gains: 13 w of a layer, 2 w of the last; each character's vector; a bias for each character.
        return productParameters(vocabulary) + 13 * w * layers + 2 * w + w * vocabulary + vocabulary;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("width", width)
                .put("layers", layers)
                .put("heads", heads)
                .put("context", context)
                .put("dropout", dropout);
    }

    /** Reads what a configuration says of a model. */
    public static GptArchitecture fromJson(JsonObject json) {
        return new GptArchitecture(
                json.getInt("width"),
                json.getInt("layers"),
                json.getInt("heads"),
                json.getInt("context"),
                json.getDouble("dropout"));
    }
}
