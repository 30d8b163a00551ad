package dev.unroll.app;

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
            description = "Recurrence: rnn, lstm, gru, gru-torch, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(names = "--hidden", paramLabel = "N", description = "Hidden units of a layer (default: 128).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 2).")
    private @Nullable Integer layers;

    @Option(
            names = "--seq",
            paramLabel = "N",
            description = "Characters a gradient is carried back through (default: 50).")
    private @Nullable Integer sequence;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences side by side (default: 50).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(names = "--dropout", paramLabel = "P", description = "Dropout between layers (default: 0).")
    private @Nullable Double dropout;

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the text, from its end, held out for validation (default: 0.05).")
    private @Nullable Double validation;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first weights and of dropout (default: 1).")
    private @Nullable Long seed;

    Architecture architecture(Architecture base) {
        return new Architecture(
                cell == null ? base.cell() : CellFile.find(cell),
                hidden == null ? base.hidden() : hidden,
                layers == null ? base.layers() : layers,
                dropout == null ? base.dropout() : dropout);
    }

    /** @param limit how long the training will be */
    TrainingSettings settings(TrainingSettings base, Limit limit) {
        return new TrainingSettings(
                sequence == null ? base.sequence() : sequence,
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }
}
