package dev.unroll.app;

import dev.unroll.tasks.classify.ClassifySettings;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.train.Limit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what classifies and how it is trained; what is not given is as it is in a base. */
final class ClassifyOptions implements TaskOptions<Architecture, ClassifySettings> {
    @Mixin
    private final EncoderOptions encoder = new EncoderOptions();

    @Option(
            names = "--balance",
            description = "Classes count alike in the loss: an item by one over the items of its class.")
    private boolean balanced;

    @Override
    public Architecture architecture(Architecture base) {
        return encoder.architecture(base);
    }

    @Override
    public ClassifySettings settings(ClassifySettings base, Limit limit) {
        return new ClassifySettings(encoder.settings(base.items(), limit), balanced || base.balanced());
    }
}
