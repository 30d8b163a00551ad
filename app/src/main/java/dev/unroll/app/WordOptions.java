package dev.unroll.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which words a model knows, and how they begin; what is not given is as it is in a base. */
final class WordOptions {
    @Option(
            names = "--least",
            paramLabel = "N",
            description = "How often a word must come in training to be known (default: 1).")
    private @Nullable Integer least;

    @Option(
            names = "--vectors",
            paramLabel = "FILE",
            description = "Vectors that words begin with: word2vec's text or binary (.bin), or GloVe's text.")
    private @Nullable Path vectors;

    int least(int base) {
        return least == null ? base : least;
    }

    String vectors(String base) {
        return vectors == null ? base : vectors.toString();
    }
}
