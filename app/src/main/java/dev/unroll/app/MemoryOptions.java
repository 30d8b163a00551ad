package dev.unroll.app;

import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how a memory task is trained; what is not given is as it is in a base. */
final class MemoryOptions {
    @Option(names = "--hidden", paramLabel = "N", description = "Hidden units of a layer (default: 64).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 1).")
    private @Nullable Integer layers;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences of an update (default: 32).")
    private @Nullable Integer batch;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, the examples and the noise (default: 1).")
    private @Nullable Long seed;

    Architecture architecture(Architecture base) {
        return new Architecture(
                base.cell(),
                hidden == null ? base.hidden() : hidden,
                base.stack()
                        .withLayers(layers == null ? base.layers() : layers)
                        .withNoise(noise.noise(base.stack().noise())));
    }

    /** @param limit how long the training will be */
    MemorySettings settings(MemorySettings base, Limit limit) {
        return new MemorySettings(
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                seed == null ? base.seed() : seed);
    }
}
