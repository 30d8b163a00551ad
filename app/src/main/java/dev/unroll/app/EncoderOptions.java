package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.Channels;
import dev.unroll.tasks.items.Encoder;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.Pooling;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what reads items and how it is trained; what is not given is as it is in a base. */
final class EncoderOptions implements TaskOptions<Architecture, ItemSettings> {
    @Option(
            names = "--encoder",
            paramLabel = "NAME",
            description = "What reads a sequence: rnn, cnn (Kim 2014) or transformer (default: rnn).")
    private @Nullable String encoder;

    @Mixin
    private final ExampleOptions examples = new ExampleOptions();

    @Mixin
    private final WordOptions words = new WordOptions();

    @Option(
            names = "--pooling",
            paramLabel = "HOW",
            description = "How steps become one vector: last, mean, max or attention (default: max; embed: last).")
    private @Nullable String pooling;

    @Option(
            names = "--channels",
            paramLabel = "WHICH",
            description =
                    "Vectors of a word: tuned, which are trained, static, which stay as --vectors has them, or both"
                            + " (default: tuned).")
    private @Nullable String channels;

    @Option(names = "--heads", paramLabel = "N", description = "Of a transformer's attention (default: 4).")
    private @Nullable Integer heads;

    @Option(
            names = "--widths",
            paramLabel = "N,N",
            description = "Steps that the cnn's convolutions read at once (default: 3,4,5).")
    private @Nullable String widths;

    @Option(names = "--maps", paramLabel = "N", description = "The cnn's convolutions of each width (default: 100).")
    private @Nullable Integer maps;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(names = "--characters", description = "Read texts character by character, not by words.")
    private boolean characters;

    @Option(
            names = "--longest",
            paramLabel = "N",
            description = "Words of a text that are read; the rest is cut off (default: 512).")
    private @Nullable Integer most;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Override
    public Architecture architecture(Architecture base) {
        return new Architecture(
                encoder == null ? base.encoder() : Check.named(Encoder.class, "--encoder", encoder),
                examples.cell(base.cell()),
                examples.hidden(base.hidden()),
                examples.layers(base.layers()),
                examples.bidirectional(base.bidirectional()),
                pooling == null ? base.pooling() : Check.named(Pooling.class, "--pooling", pooling),
                heads == null ? base.heads() : heads,
                widths == null ? base.widths() : widths,
                maps == null ? base.maps() : maps,
                examples.embedding(base.embedding()),
                channels == null ? base.channels() : Check.named(Channels.class, "--channels", channels),
                noise.noise(base.noise()),
                characters || base.characters(),
                most == null ? base.most() : most);
    }

    @Override
    public ItemSettings settings(ItemSettings base, Limit limit) {
        return new ItemSettings(
                examples.batch(base.batch()),
                words.least(base.least()),
                words.vectors(base.vectors()),
                updates.updates(base.updates(), limit),
                examples.validation(base.validation()),
                examples.seed(base.seed()));
    }
}
