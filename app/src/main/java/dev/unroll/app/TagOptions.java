package dev.unroll.app;

import dev.unroll.tasks.tag.Architecture;
import dev.unroll.tasks.tag.TagSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what tags and how it is trained; what is not given is as it is in a base. */
final class TagOptions implements TaskOptions<Architecture, TagSettings> {
    @Mixin
    private final ExampleOptions examples = new ExampleOptions();

    @Mixin
    private final WordOptions words = new WordOptions();

    @Option(
            names = "--spelling",
            paramLabel = "N",
            description = "Units over the characters of a word each way; 0: they are not read (default: 100).")
    private @Nullable Integer spelling;

    @Option(
            names = "--crf",
            description = "Choose the tags of a sentence together, by a conditional random field, not each by itself.")
    private boolean crf;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(
            names = "--word-dropout",
            paramLabel = "P",
            description = "Probability with which a word that comes once is read as unknown (default: 0.5).")
    private @Nullable Double wordDropout;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Override
    public Architecture architecture(Architecture base) {
        return new Architecture(
                examples.cell(base.cell()),
                examples.hidden(base.hidden()),
                examples.layers(base.layers()),
                examples.bidirectional(base.bidirectional()),
                examples.embedding(base.embedding()),
                spelling == null ? base.spelling() : spelling,
                crf || base.crf(),
                noise.noise(base.noise()));
    }

    @Override
    public TagSettings settings(TagSettings base, Limit limit) {
        return new TagSettings(
                examples.batch(base.batch()),
                words.least(base.least()),
                wordDropout == null ? base.wordDropout() : wordDropout,
                words.vectors(base.vectors()),
                updates.updates(base.updates(), limit),
                examples.validation(base.validation()),
                examples.seed(base.seed()));
    }
}
