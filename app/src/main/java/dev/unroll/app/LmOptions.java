package dev.unroll.app;

import dev.unroll.optim.Clip;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.TrainingSettings;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--optimizer", paramLabel = "NAME", description = "adam, rmsprop, adagrad or sgd (default: adam).")
    private @Nullable String optimizer;

    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate (default: 0.002).")
    private @Nullable Double learningRate;

    @Option(names = "--clip", paramLabel = "NORM", description = "Longest gradient, 0 for any (default: 5).")
    private @Nullable Double clip;

    @Option(names = "--clip-value", paramLabel = "LIMIT", description = "Clip each number of the gradient instead.")
    private @Nullable Double clipValue;

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

    TrainingSettings settings(TrainingSettings base) {
        return new TrainingSettings(
                sequence == null ? base.sequence() : sequence,
                batch == null ? base.batch() : batch,
                optimizer == null ? base.rule() : UpdateRule.named(optimizer),
                learningRate == null ? base.learningRate() : learningRate,
                clip(base.clip()),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }

    private Clip clip(Clip base) {
        if (clip != null && clipValue != null) {
            throw new IllegalArgumentException("--clip and --clip-value exclude each other; give one of them");
        }
        if (clipValue != null) {
            return Clip.value(clipValue);
        }
        return clip == null ? base : clip == 0 ? Clip.none() : Clip.norm(clip);
    }
}
