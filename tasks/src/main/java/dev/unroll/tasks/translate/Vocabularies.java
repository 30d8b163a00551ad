package dev.unroll.tasks.translate;

import dev.unroll.data.Subwords;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The pieces of words on both sides; one and the same where they are shared. */
record Vocabularies(Subwords source, Subwords target) {
    /** Whole words must come so often: one that never comes as an unknown would never be learned. */
    private static final int LEAST = 2;

    /**
     * Learned from pairs.
     *
     * @param merges of byte-pair encoding, 0 for whole words
     */
    static Vocabularies of(Bitext pairs, int merges, boolean shared) {
        Map<String, Long> sources = Subwords.count(pairs.sources());
        Map<String, Long> targets = Subwords.count(pairs.targets());
        if (!shared) {
            return new Vocabularies(learn(sources, merges), learn(targets, merges));
        }
        Map<String, Long> both = new HashMap<>(sources);
        targets.forEach((word, count) -> both.merge(word, count, Long::sum));
        Subwords one = learn(both, merges);
        return new Vocabularies(one, one);
    }

    private static Subwords learn(Map<String, Long> words, int merges) {
        return merges == 0 ? Subwords.words(words, LEAST) : Subwords.learn(words, merges);
    }

    boolean shared() {
        return source == target;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("target", target.toJson());
        return shared() ? json : json.put("source", source.toJson());
    }

    /** @throws FileException if the file is something else */
    static Vocabularies read(Path file) {
        JsonObject json = Json.read(file);
        Subwords target = Subwords.fromJson(json.getObject("target"));
        return new Vocabularies(json.has("source") ? Subwords.fromJson(json.getObject("source")) : target, target);
    }
}
