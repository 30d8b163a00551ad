package dev.unroll.app;

import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tasks.Updates;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how parameters are updated; what is not given is as it is in a base. */
final class UpdateOptions {
    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "adam, adamw, rmsprop, adagrad, sgd, momentum or nesterov (default: adam).")
    private @Nullable String optimizer;

    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate, at first (default: 0.002).")
    private @Nullable Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "HOW",
            description = "How the rate changes: constant, step:EVERY:FACTOR, exponential:FACTOR, after:EPOCH:FACTOR,"
                    + " cosine[:EPOCHS[:WARMUP[:FLOOR]]] or plateau:PATIENCE:FACTOR (default: constant).")
    private @Nullable String schedule;

    @Option(names = "--clip", paramLabel = "NORM", description = "Longest gradient, 0 for any (default: 5).")
    private @Nullable Double clip;

    @Option(names = "--clip-value", paramLabel = "LIMIT", description = "Clip each number of the gradient instead.")
    private @Nullable Double clipValue;

    @Option(
            names = "--weight-decay",
            paramLabel = "L2",
            description = "Pulls matrices towards zero; with adamw apart from the gradient (default: 0).")
    private @Nullable Double weightDecay;

    @Option(names = "--l1", paramLabel = "L1", description = "The same by sign, for sparse matrices (default: 0).")
    private @Nullable Double l1;

    @Option(
            names = "--ema",
            paramLabel = "DECAY",
            description = "Validate and save a running average of the weights, for example 0.999 (default: 0, none).")
    private @Nullable Double averaging;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            description = "Batches whose mean gradient makes one update (default: 1).")
    private @Nullable Integer accumulate;

    Updates updates(Updates base, Limit limit) {
        return new Updates(
                optimizer == null ? base.rule() : UpdateRule.named(optimizer),
                learningRate == null ? base.learningRate() : learningRate,
                schedule == null ? base.schedule() : schedule(schedule, limit),
                clip(base.clip()),
                new Decay(
                        weightDecay == null ? base.decay().l2() : weightDecay,
                        l1 == null ? base.decay().l1() : l1),
                averaging == null ? base.averaging() : averaging,
                accumulate == null ? base.accumulate() : accumulate);
    }

    /** A cosine that is not told how long it is takes the whole training. */
    private static Schedule schedule(String text, Limit limit) {
        if (!text.equals("cosine")) {
            return Schedule.parse(text);
        }
        if (!(limit instanceof Limit.Epochs epochs)) {
            throw new IllegalArgumentException(
                    "cosine takes its length from --epochs; without it write cosine:EPOCHS, for example cosine:2.5");
        }
        return new Schedule.Cosine(epochs.count(), 0, 0);
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
