package dev.unroll.app;

import dev.unroll.tasks.embed.EmbedArchitecture;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what embeds and how it is trained; what is not given is as it is in a base. */
final class EmbedOptions implements TaskOptions<EmbedArchitecture, ItemSettings> {
    @Option(names = "--vector", paramLabel = "N", description = "Numbers that an item becomes (default: 128).")
    private @Nullable Integer vector;

    @Mixin
    private final EncoderOptions encoder = new EncoderOptions();

    @Override
    public EmbedArchitecture architecture(EmbedArchitecture base) {
        return new EmbedArchitecture(encoder.architecture(base.encoder()), vector == null ? base.vector() : vector);
    }

    @Override
    public ItemSettings settings(ItemSettings base, Limit limit) {
        return encoder.settings(base, limit);
    }
}
