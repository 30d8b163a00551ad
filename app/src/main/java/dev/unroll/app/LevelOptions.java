package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.TextData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The text that a language model learns, and what its symbols are. */
final class LevelOptions {
    @Mixin
    private final TextOptions texts = new TextOptions();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "What the text's symbols are: character; word; whitespace, words of a text that is tokenised"
                    + " already; bpe, pieces by byte-pair encoding (default: character).")
    private @Nullable String level;

    @Option(
            names = "--symbols",
            paramLabel = "N",
            description = "How many words or pieces there are at most (default: 10000 words, 2048 pieces).")
    private @Nullable Integer symbols;

    /** @param began configuration of the run that goes on */
    TextData read(List<String> paths, @Nullable JsonObject began) {
        Level base = began == null ? Level.CHARACTER : TextData.level(began);
        Level wanted = level == null && symbols == null
                ? base
                : Level.of(level == null ? base.kind().spelling() : level, symbols);
        Corpus corpus = texts.read(paths);
        return new TextData(corpus, wanted);
    }

    /** The words that have it read once more. */
    List<String> words(List<String> paths) {
        List<String> words = new ArrayList<>(texts.words(paths));
        if (level != null) {
            words.addAll(List.of("--level", level));
        }
        if (symbols != null) {
            words.addAll(List.of("--symbols", symbols.toString()));
        }
        return words;
    }
}
