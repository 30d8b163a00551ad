package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.CorpusOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How texts are read, whatever they are for. */
final class TextOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "From folders and archives only names like this, for example *.java.")
    private @Nullable String include;

    Corpus read(List<String> paths) {
        return Corpus.read(paths, CorpusOptions.DEFAULT.withInclude(include));
    }

    /** The words that have them read once more. */
    List<String> words(List<String> paths) {
        List<String> words = new ArrayList<>(paths);
        if (include != null) {
            words.addAll(List.of("--include", include));
        }
        return words;
    }
}
