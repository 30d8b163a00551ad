package dev.unroll.app;

import dev.unroll.tasks.tag.Architecture;
import dev.unroll.tasks.tag.TagSettings;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what tags and how it is trained; what is not given is as it is in a base. */
final class TagOptions {
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(names = "--hidden", paramLabel = "N", description = "Units over words each way (default: 128).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers over words (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--directions",
            paramLabel = "N",
            description = "1: words are read forward only; 2: both ways (default: 2).")
    private @Nullable Integer directions;

    @Option(names = "--embedding", paramLabel = "N", description = "Numbers of a word (default: 100).")
    private @Nullable Integer embedding;

    @Option(
            names = "--spelling",
            paramLabel = "N",
            description = "Units over the characters of a word each way; 0: they are not read (default: 50).")
    private @Nullable Integer spelling;

    @Option(
            names = "--crf",
            description = "Choose the tags of a sentence together, by a conditional random field, not each by itself.")
    private boolean crf;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(
            names = "--word-dropout",
            paramLabel = "P",
            description = "Probability with which a word that comes once is read as unknown (default: 0.5).")
    private @Nullable Double wordDropout;

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

    @Option(names = "--batch", paramLabel = "N", description = "Sentences of an update (default: 32).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the sentences held out for validation, without --dev (default: 0.1).")
    private @Nullable Double validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, dropout, order and held-out sentences (default: 1).")
    private @Nullable Long seed;

    Architecture architecture(Architecture base) {
        if (directions != null && directions != 1 && directions != 2) {
            throw new IllegalArgumentException("--directions must be 1 or 2, got " + directions);
        }
        return new Architecture(
                cell == null ? base.cell() : CellFile.find(cell),
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                directions == null ? base.bidirectional() : directions == 2,
                or(embedding, base.embedding()),
                or(spelling, base.spelling()),
                crf || base.crf(),
                noise.noise(base.noise()));
    }

    private static int or(@Nullable Integer given, int base) {
        return given == null ? base : given;
    }

    /** @param limit how long the training will be */
    TagSettings settings(TagSettings base, Limit limit) {
        return new TagSettings(
                or(batch, base.batch()),
                or(least, base.least()),
                wordDropout == null ? base.wordDropout() : wordDropout,
                vectors == null ? base.vectors() : vectors.toString(),
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
