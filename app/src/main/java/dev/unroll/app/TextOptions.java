package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.CorpusOptions;
import java.util.List;
import java.util.stream.Collectors;
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

    /** What to type to have them read once more, with a space before each word. */
    String words(List<String> paths) {
        String texts = paths.stream().map(path -> " " + Usage.quoted(path)).collect(Collectors.joining());
        return texts + (include == null ? "" : " --include " + Usage.quoted(include));
    }
}
