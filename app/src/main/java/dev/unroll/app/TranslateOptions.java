package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.translate.Attending;
import dev.unroll.tasks.translate.Kind;
import dev.unroll.tasks.translate.TranslateArchitecture;
import dev.unroll.tasks.translate.TranslateSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what translates and how it is trained; what is not given is as it is in a base. */
final class TranslateOptions implements TaskOptions<TranslateArchitecture, TranslateSettings> {
    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "What reads and writes: rnn or transformer (default: rnn).")
    private @Nullable String kind;

    @Mixin
    private final ExampleOptions examples = new ExampleOptions();

    @Option(names = "--reverse", description = "Read the source from its end (Sutskever et al. 2014).")
    private boolean reverse;

    @Option(
            names = "--attention",
            paramLabel = "HOW",
            description = "How a recurrence looks back at the source: none, luong, or bahdanau, which is slower"
                    + " (default: luong).")
    private @Nullable String attention;

    @Option(names = "--heads", paramLabel = "N", description = "Of a transformer's attention (default: 4).")
    private @Nullable Integer heads;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Override
    public TranslateArchitecture architecture(TranslateArchitecture base) {
        return new TranslateArchitecture(
                kind == null ? base.kind() : Check.named(Kind.class, "--architecture", kind),
                examples.cell(base.cell()),
                examples.hidden(base.hidden()),
                examples.layers(base.layers()),
                examples.bidirectional(base.bidirectional()),
                reverse || base.reverse(),
                attention == null ? base.attention() : Check.named(Attending.class, "--attention", attention),
                heads == null ? base.heads() : heads,
                examples.embedding(base.embedding()),
                noise.noise(base.noise()));
    }

    @Override
    public TranslateSettings settings(TranslateSettings base, Limit limit) {
        return new TranslateSettings(
                examples.batch(base.batch()),
                updates.updates(base.updates(), limit),
                examples.validation(base.validation()),
                examples.seed(base.seed()));
    }
}
