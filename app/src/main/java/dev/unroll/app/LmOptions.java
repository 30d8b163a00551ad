package dev.unroll.app;

import dev.unroll.nn.RecurrentOptions;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what language model to train and how; what is not given is as it is in a base. */
final class LmOptions {
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description =
                    "Recurrence: a cell of the library (unroll cell lists them), or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(names = "--hidden", paramLabel = "N", description = "Hidden units of a layer (default: 128).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 2).")
    private @Nullable Integer layers;

    @Option(
            names = "--embedding",
            paramLabel = "N",
            description =
                    "Numbers of the vector that stands for a symbol; 0: the layers look symbols up themselves (default: 0).")
    private @Nullable Integer embedding;

    @Option(
            names = "--tied",
            description =
                    "Scores are products with the embedding's own vectors, which are as wide as --hidden where --embedding does not say.")
    private boolean tied;

    @Option(names = "--seq", paramLabel = "N", description = "Symbols read between two updates (default: 50).")
    private @Nullable Integer sequence;

    @Option(
            names = "--reach",
            paramLabel = "N",
            description = "Symbols a gradient is carried back through, at least those of --seq (default: these).")
    private @Nullable Integer reach;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences side by side (default: 50).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(names = "--skip", description = "The symbol goes to every layer, and every layer to the output.")
    private boolean skip;

    @Option(names = "--residual", description = "Upper layers add what they read to what they give.")
    private boolean residual;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description =
                    "Keep the states of every N-th step only and compute the rest again: less memory for long sequences,"
                            + " the same result (default: 0, keep all).")
    private @Nullable Integer checkpointEvery;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the text, from its end, held out for validation (default: 0.05).")
    private @Nullable Double validation;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first weights and of the noise (default: 1).")
    private @Nullable Long seed;

    Architecture architecture(Architecture base) {
        return new Architecture(
                cell == null ? base.cell() : CellFile.find(cell),
                hidden == null ? base.hidden() : hidden,
                stack(base.stack()),
                embedding(base),
                tied || base.tied());
    }

    private int embedding(Architecture base) {
        if (embedding != null) {
            return embedding;
        }
        return tied && base.embedding() == 0 ? hidden == null ? base.hidden() : hidden : base.embedding();
    }

    private RecurrentOptions stack(RecurrentOptions base) {
        return base.withLayers(layers == null ? base.layers() : layers)
                .withSkips(skip || base.skips())
                .withResidual(residual || base.residual())
                .withNoise(noise.noise(base.noise()));
    }

    private int reach(TrainingSettings base) {
        if (reach != null) {
            return reach;
        }
        return sequence != null && base.reach() == base.sequence() ? sequence : base.reach();
    }

    /** @param limit how long the training will be */
    TrainingSettings settings(TrainingSettings base, Limit limit) {
        return new TrainingSettings(
                sequence == null ? base.sequence() : sequence,
                reach(base),
                batch == null ? base.batch() : batch,
                checkpointEvery == null ? base.checkpointEvery() : checkpointEvery,
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
