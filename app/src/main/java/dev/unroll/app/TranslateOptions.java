package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.translate.Attending;
import dev.unroll.tasks.translate.Kind;
import dev.unroll.tasks.translate.TranslateArchitecture;
import dev.unroll.tasks.translate.TranslateSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what translates and how it is trained; what is not given is as it is in a base. */
final class TranslateOptions {
    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "What reads and writes: rnn or transformer (default: rnn).")
    private @Nullable String kind;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Units of a recurrence each way, or a transformer's width (default: 256).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers of encoder and decoder each (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--directions",
            paramLabel = "N",
            description = "1: a recurrence reads the source forward only; 2: both ways (default: 2).")
    private @Nullable Integer directions;

    @Option(names = "--reverse", description = "Read the source from its end (Sutskever et al. 2014).")
    private boolean reverse;

    @Option(
            names = "--attention",
            paramLabel = "HOW",
            description = "How a recurrence looks back at the source: none, luong, or bahdanau, which is slower"
                    + " (default: luong).")
    private @Nullable String attention;

    @Option(names = "--heads", paramLabel = "N", description = "Of a transformer's attention (default: 4).")
    private @Nullable Integer heads;

    @Option(names = "--embedding", paramLabel = "N", description = "Numbers of a piece (default: as --hidden).")
    private @Nullable Integer embedding;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(names = "--batch", paramLabel = "N", description = "Pairs of an update (default: 64).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the pairs held out for validation (default: 0.02).")
    private @Nullable Double validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, dropout, order and held-out pairs (default: 1).")
    private @Nullable Long seed;

    TranslateArchitecture architecture(TranslateArchitecture base) {
        if (directions != null && directions != 1 && directions != 2) {
            throw new IllegalArgumentException("--directions must be 1 or 2, got " + directions);
        }
        return new TranslateArchitecture(
                kind == null ? base.kind() : Check.named(Kind.class, "--architecture", kind),
                cell == null ? base.cell() : CellFile.find(cell),
                hidden == null ? base.hidden() : hidden,
                layers == null ? base.layers() : layers,
                directions == null ? base.bidirectional() : directions == 2,
                reverse || base.reverse(),
                attention == null ? base.attention() : Check.named(Attending.class, "--attention", attention),
                heads == null ? base.heads() : heads,
                embedding == null ? base.embedding() : embedding,
                noise.noise(base.noise()));
    }

    /** @param limit how long the training will be */
    TranslateSettings settings(TranslateSettings base, Limit limit) {
        return new TranslateSettings(
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
