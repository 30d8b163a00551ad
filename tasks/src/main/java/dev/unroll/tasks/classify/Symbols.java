package dev.unroll.tasks.classify;

import dev.unroll.data.Standardization;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a model knows of its items beside its weights: the words of texts, or how series are standardised, and the labels it answers in,
 * sorted.
 */
final class Symbols {
    private final @Nullable Words words;
    private final @Nullable Standardization scale;
    /** Samples a second of sounds, 0 for other series and for texts. */
    private final int rate;

    private final List<String> labels;
    private final Map<String, Integer> classes = new HashMap<>();

    private Symbols(@Nullable Words words, @Nullable Standardization scale, int rate, List<String> labels) {
        this.rate = rate;
        this.words = words;
        this.scale = scale;
        this.labels = List.copyOf(labels);
        for (String label : labels) {
            classes.put(label, classes.size());
        }
    }

    /**
     * Of the items to train on.
     *
     * @param least how often a word must come to be known
     */
    static Symbols of(Items items, int[] training, Splitting splitting, int least) {
        List<String> labels = List.copyOf(new TreeSet<>(items.labels()));
        return switch (items) {
            case Items.Texts t -> {
                List<String> texts = new ArrayList<>();
                for (int i : training) {
                    texts.add(t.texts().get(i));
                }
                yield new Symbols(
                        Words.of(texts.stream().flatMap(text -> splitting.words(text).stream()), least),
                        null,
                        0,
                        labels);
            }
            case Items.Series s -> {
                List<float[]> tables = new ArrayList<>();
                for (int i : training) {
                    tables.add(s.tables().get(i));
                }
                yield new Symbols(null, Standardization.fit(s.width(), tables), s.rate(), labels);
            }
        };
    }

    List<String> labels() {
        return labels;
    }

    /** Numbers that words have, 0 for series. */
    int words() {
        return words == null ? 0 : words.size();
    }

    /** The words themselves, null for series. */
    @Nullable
    Words known() {
        return words;
    }

    /** Width of a step of a series, 0 for texts. */
    int width() {
        return scale == null ? 0 : scale.width();
    }

    /**
     * The class of each item.
     *
     * @throws FileException naming the item whose label is not known
     */
    int[] classes(Items items) {
        int[] all = new int[items.size()];
        for (int i = 0; i < all.length; i++) {
            String label = items.labels().get(i);
            Integer c = classes.get(label);
            if (c == null) {
                throw new FileException(items.places().get(i) + ": the model does not know the label " + label
                        + "; it was trained with " + String.join(", ", labels) + "; correct it, or leave the row out");
            }
            all[i] = c;
        }
        return all;
    }

    /**
     * Items as a model reads them.
     *
     * @throws FileException if they are of another kind than those of training
     */
    Inputs inputs(Items items, Architecture architecture) {
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

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("labels", labels);
        if (words != null) {
            json.put("words", words.known());
        }
        if (scale != null) {
            json.put("scale", scale.toJson()).put("rate", rate);
        }
        return json;
    }

    static Symbols read(Path file) {
        JsonObject json = Json.read(file);
        return new Symbols(
                json.has("words") ? new Words(json.getStrings("words")) : null,
                json.has("scale") ? Standardization.fromJson(json.getObject("scale")) : null,
                json.has("rate") ? json.getInt("rate") : 0,
                json.getStrings("labels"));
    }
}
