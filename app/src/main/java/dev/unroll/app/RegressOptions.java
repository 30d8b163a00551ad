package dev.unroll.app;

import dev.unroll.tasks.Objective;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.regress.RegressArchitecture;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what says numbers and how it is trained; what is not given is as it is in a base. */
final class RegressOptions implements TaskOptions<RegressArchitecture, ItemSettings> {
    @Mixin
    private final EncoderOptions encoder = new EncoderOptions();

    @Option(
            names = "--loss",
            paramLabel = "WHAT",
            description = "squared, absolute, huber[:DISTANCE] in deviations, or quantile[:Q,Q,...] for several answers"
                    + " with so large shares of the numbers below them, 0.1,0.5,0.9 for example (default: squared).")
    private @Nullable String loss;

    @Override
    public RegressArchitecture architecture(RegressArchitecture base) {
        return new RegressArchitecture(
                encoder.architecture(base.encoder()), loss == null ? base.objective() : Objective.parse(loss));
    }

    @Override
    public ItemSettings settings(ItemSettings base, Limit limit) {
        return encoder.settings(base, limit);
    }
}
