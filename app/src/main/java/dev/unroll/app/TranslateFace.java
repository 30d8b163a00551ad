package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.translate.TranslateArchitecture;
import dev.unroll.tasks.translate.TranslateSettings;
import dev.unroll.tasks.translate.TranslateTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code translate}: making a line of another language of a line. */
final class TranslateFace extends RecipeFace<TranslateArchitecture, TranslateSettings> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..2",
            description =
                    "Two files, line by line each other's translation (.gz or plain), or one .tsv or .csv that has both.")
    private List<Path> files = List.of();

    @Mixin
    private final PairOptions pairs = new PairOptions();

    @Option(
            names = "--bpe",
            paramLabel = "N",
            description = "Pairs that byte-pair encoding joins; 0: whole words (default: 6000).")
    private @Nullable Integer merges;

    @Option(names = "--shared", description = "Both languages have the same pieces, with the same vectors.")
    private boolean shared;

    @Option(
            names = "--longest",
            paramLabel = "N",
            description =
                    "Pieces of a line; longer pairs are left out, longer sources cut when translating (default: 100).")
    private @Nullable Integer longest;

    TranslateFace() {
        super(TranslateTask.RECIPE, new TranslateOptions());
    }

    @Override
    public TranslateTask task(@Nullable JsonObject began) {
        TranslateTask.Options base = began == null ? TranslateTask.Options.STANDARD : TranslateTask.Options.of(began);
        TranslateTask.Options own = new TranslateTask.Options(
                merges == null ? base.merges() : merges,
                shared || base.shared(),
                longest == null ? base.longest() : longest);
        return new TranslateTask(pairs.read(files), own);
    }

    @Override
    public List<String> dataWords() {
        List<String> words = new ArrayList<>();
        files.forEach(file -> words.add(file.toString()));
        words.addAll(pairs.words());
        if (merges != null) {
            words.addAll(List.of("--bpe", merges.toString()));
        }
        if (shared) {
            words.add("--shared");
        }
        if (longest != null) {
            words.addAll(List.of("--longest", longest.toString()));
        }
        return words;
    }

    @Override
    public String next(String path) {
        return "Measure it on other pairs, or have it translate:\n  ./unroll eval " + path
                + " SOURCE TARGET\n  ./unroll predict " + path + " FILE";
    }
}
