package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.classify.Architecture;
import dev.unroll.tasks.classify.ClassifySettings;
import dev.unroll.tasks.classify.Encoder;
import dev.unroll.tasks.classify.Pooling;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what classifies and how it is trained; what is not given is as it is in a base. */
final class ClassifyOptions {
    @Option(
            names = "--encoder",
            paramLabel = "NAME",
            description = "What reads a sequence: rnn, cnn (Kim 2014) or transformer (default: rnn).")
    private @Nullable String encoder;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Units of a recurrence each way, or a transformer's width (default: 128).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--directions",
            paramLabel = "N",
            description = "1: a recurrence reads forward only; 2: both ways (default: 2).")
    private @Nullable Integer directions;

    @Option(
            names = "--pooling",
            paramLabel = "HOW",
            description = "How steps become one vector: last, mean, max or attention (default: max).")
    private @Nullable String pooling;

    @Option(names = "--heads", paramLabel = "N", description = "Of a transformer's attention (default: 4).")
    private @Nullable Integer heads;

    @Option(
            names = "--widths",
            paramLabel = "N,N",
            description = "Steps that the cnn's convolutions read at once (default: 3,4,5).")
    private @Nullable String widths;

    @Option(names = "--maps", paramLabel = "N", description = "The cnn's convolutions of each width (default: 100).")
    private @Nullable Integer maps;

    @Option(names = "--embedding", paramLabel = "N", description = "Numbers of a word (default: 128).")
    private @Nullable Integer embedding;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(names = "--characters", description = "Read texts character by character, not by words.")
    private boolean characters;

    @Option(
            names = "--longest",
            paramLabel = "N",
            description = "Words of a text that are read; the rest is cut off (default: 512).")
    private @Nullable Integer most;

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

    @Option(names = "--batch", paramLabel = "N", description = "Items of an update (default: 32).")
    private @Nullable Integer batch;

    @Option(
            names = "--balance",
            description = "Classes count alike in the loss: an item by one over the items of its class.")
    private boolean balanced;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the items held out for validation (default: 0.1).")
    private @Nullable Double validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, dropout, order and held-out items (default: 1).")
    private @Nullable Long seed;

    Architecture architecture(Architecture base) {
        if (directions != null && directions != 1 && directions != 2) {
            throw new IllegalArgumentException("--directions must be 1 or 2, got " + directions);
        }
        return new Architecture(
                encoder == null ? base.encoder() : Check.named(Encoder.class, "--encoder", encoder),
                cell == null ? base.cell() : CellFile.find(cell),
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                directions == null ? base.bidirectional() : directions == 2,
                pooling == null ? base.pooling() : Check.named(Pooling.class, "--pooling", pooling),
                or(heads, base.heads()),
                widths == null ? base.widths() : widths,
                or(maps, base.maps()),
                or(embedding, base.embedding()),
                noise.noise(base.noise()),
                characters || base.characters(),
                or(most, base.most()));
    }

    private static int or(@Nullable Integer given, int base) {
        return given == null ? base : given;
    }

    /** @param limit how long the training will be */
    ClassifySettings settings(ClassifySettings base, Limit limit) {
        return new ClassifySettings(
                or(batch, base.batch()),
                or(least, base.least()),
                vectors == null ? base.vectors() : vectors.toString(),
                updates.updates(base.updates(), limit),
                balanced || base.balanced(),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
