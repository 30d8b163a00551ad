package dev.unroll.app;

import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.translate.Decoding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model that translates chooses. */
final class DecodingOptions {
    @Option(
            names = "--beam",
            paramLabel = "N",
            description = "Of a model that translates: hypotheses side by side, 1 for greedy (default: 5).")
    private @Nullable Integer beam;

    @Option(
            names = "--length-penalty",
            paramLabel = "A",
            description = "The more, the longer its translations (Wu et al. 2016; default: 0.6).")
    private @Nullable Double penalty;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Draw its translations rather than take the likeliest: 1 as the model has it, below 1 more predictable.")
    private @Nullable Double temperature;

    @Option(names = "--seed", paramLabel = "S", description = "Of --temperature (default: 1).")
    private @Nullable Long seed;

    Decoding decoding() {
        if (temperature == null && seed != null) {
            throw new UsageException("--seed is of what is drawn; give --temperature, too");
        }
        if (temperature != null && (beam != null || penalty != null)) {
            throw new UsageException(
                    "--temperature has translations drawn, --beam and --length-penalty have the best ones found;"
                            + " give one or the other");
        }
        return Usage.check(() -> {
            if (temperature != null) {
                return new Decoding(1, 0, new Sampling(temperature, 0, 1, seed == null ? 1 : seed));
            }
            return new Decoding(
                    beam == null ? Decoding.STANDARD.beam() : beam,
                    penalty == null ? Decoding.STANDARD.penalty() : penalty,
                    null);
        });
    }
}
