package dev.unroll.tasks.items;

import dev.unroll.nn.Embedding;
import dev.unroll.nn.Module;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.GivenVectors;
import dev.unroll.tasks.Words;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vectors of words in their {@link Channels}. All begin alike. */
final class WordChannels {
    private static final String TUNED = "embedding.";

    private final Map<String, Embedding> tables = new LinkedHashMap<>();

    WordChannels(Channels channels, int words, int width) {
        if (channels != Channels.STATIC) {
            tables.put(TUNED, new Embedding(words, width));
        }
        if (channels != Channels.TUNED) {
            tables.put("static_embedding.", Embedding.fixed(words, width));
        }
    }

    /** Uniform in ±0.25, as Kim (2014) has them. */
    void initialise(long seed) {
        tables.values().forEach(table -> table.initialise(seed, TUNED, new Init.Uniform(0.25)));
    }

    /**
     * Has the words that a file knows begin with its vectors.
     *
     * @return how many those are
     */
    int begin(Words words, Path vectors) {
        int known = 0;
        for (Embedding table : tables.values()) {
            known = GivenVectors.begin(table, words, vectors);
        }
        return known;
    }

    /** [tokens × channels · width] */
    Tensor forward(Tape tape, int[] tokens) {
        List<Tensor> vectors = tables.values().stream()
                .map(table -> table.forward(tape, tokens))
                .toList();
        return vectors.size() == 1 ? vectors.getFirst() : tape.concatenate(vectors);
    }

    /** Those of the first channel. */
    Embedding first() {
        return tables.values().iterator().next();
    }

    Map<String, Module> children() {
        return new LinkedHashMap<>(tables);
    }
}
