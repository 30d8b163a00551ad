package dev.unroll.tasks.items;

import dev.unroll.data.Standardization;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model knows of the items it reads beside its weights: the words of texts, or how series are standardised. */
public final class Known {
    private final @Nullable Words words;
    private final @Nullable Standardization scale;
    /** Samples a second of sounds, 0 for other series and for texts. */
    private final int rate;

    private Known(@Nullable Words words, @Nullable Standardization scale, int rate) {
        this.words = words;
        this.scale = scale;
        this.rate = rate;
    }

    /**
     * Of the items to train on.
     *
     * @param least how often a word must come to be known
     */
    public static Known of(Items items, int[] training, Architecture architecture, int least) {
        Splitting splitting = Splitting.of(architecture);
        return switch (items) {
            case Items.Texts t ->
                new Known(
                        Words.of(
                                Arrays.stream(training)
                                        .mapToObj(t.texts()::get)
                                        .flatMap(text -> splitting.words(text).stream()),
                                least),
                        null,
                        0);
            case Items.Series s ->
                new Known(
                        null,
                        Standardization.fit(
                                s.width(),
                                Arrays.stream(training)
                                        .mapToObj(s.tables()::get)
                                        .toList()),
                        s.rate());
        };
    }

    /** Numbers that words have, 0 for series. */
    public int size() {
        return words == null ? 0 : words.size();
    }

    /** The words themselves, null for series. */
    public @Nullable Words words() {
        return words;
    }

    /** How series are standardised, null for texts. */
    public @Nullable Standardization scale() {
        return scale;
    }

    /** Width of a step of a series, 0 for texts. */
    public int width() {
        return scale == null ? 0 : scale.width();
    }

    /**
     * Items as a model reads them.
     *
     * @throws FileException if they are of another kind than those of training
     */
    public Inputs inputs(Items items, Architecture architecture) {
        Words own = words;
        Standardization scaled = scale;
        if (items instanceof Items.Texts t && own != null) {
            Splitting splitting = Splitting.of(architecture);
            List<int[]> tokens =
                    t.texts().stream().map(text -> splitting.encode(text, own)).toList();
            return Inputs.ofTokens(tokens, architecture.most());
        }
        if (items instanceof Items.Series s && scaled != null) {
            if (s.width() != scaled.width()) {
                throw new FileException(place(items) + ": series of " + s.width() + " dimensions, but the model reads "
                        + scaled.width() + "; name a file like that of training");
            }
            if (s.rate() != rate) {
                throw new FileException(place(items) + ": "
                        + (s.rate() == 0 ? "no sound" : s.rate() + " samples a second")
                        + ", but the model was trained on " + (rate == 0 ? "series of numbers" : "sounds with " + rate)
                        + "; convert it, for example with ffmpeg -ar " + Math.max(rate, 1));
            }
            List<float[]> tables = new ArrayList<>();
            for (float[] table : s.tables()) {
                float[] own2 = table.clone();
                scaled.apply(own2);
                tables.add(own2);
            }
            return Inputs.ofSeries(tables, s.width());
        }
        throw new FileException(place(items) + ": the model was trained on " + (own != null ? "texts" : "series")
                + ", and this is the other; name a file like that of training");
    }

    private static String place(Items items) {
        return items.places().isEmpty() ? "the file" : items.places().getFirst();
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (words != null) {
            json.put("words", words.known());
        }
        if (scale != null) {
            json.put("scale", scale.toJson()).put("rate", rate);
        }
        return json;
    }

    /** Reads what {@link #toJson} gives, among other things. */
    public static Known fromJson(JsonObject json) {
        return new Known(
                json.has("words") ? new Words(json.getStrings("words")) : null,
                json.has("scale") ? Standardization.fromJson(json.getObject("scale")) : null,
                json.has("rate") ? json.getInt("rate") : 0);
    }
}
