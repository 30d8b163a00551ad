package dev.unroll.app;

import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Sampler;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.zoo.TextModels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sample}: lets a trained model write. */
@Command(
        name = "sample",
        description = "Write text with a trained model.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SampleCommand implements Callable<Integer> {
    /** Nanoseconds that a character may wait for those after it to be written with it. */
    private static final long FLUSH_AFTER = 20_000_000;

    private final Io io;

    @Parameters(paramLabel = "MODEL", description = "A run's folder.")
    private Path model = Path.of("");

    @Option(names = "--prime", paramLabel = "TEXT", description = "Text to continue.", defaultValue = "")
    private String prime = "";

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Symbols of the model to write: characters, words or pieces (default: ${DEFAULT-VALUE}).",
            defaultValue = "500")
    private int length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Below 1 more predictable, above more surprising, 0: always the likeliest (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Draw from the K likeliest only.")
    private @Nullable Integer topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Draw from the fewest likeliest with this probability together.",
            defaultValue = "1")
    private double topP;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same seed writes the same text (default: another one each time).")
    private @Nullable Long seed;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    SampleCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if (length < 0) {
            throw new UsageException("--length must be at least 0, got " + length);
        }
        if (topK != null && topK < 1) {
            throw new UsageException("--top-k must be at least 1, got " + topK);
        }
        long drawn = seed != null ? seed : RandomGenerator.getDefault().nextInt(1_000_000);
        Sampling sampling = Usage.check(() -> new Sampling(temperature, topK == null ? 0 : topK, topP, drawn));
        Engine engine = Usage.check(threads::start);
        Sampler sampler = TextModels.open(engine, model).sampler(sampling);
        Usage.check(() -> {
            sampler.read(prime);
            return prime;
        });
        io.out().print(prime);
        long flushed = 0;
        for (int i = 0; i < length; i++) {
            io.out().print(sampler.next());
            long now = System.nanoTime();
            if (now - flushed > FLUSH_AFTER) {
                flushed = now;
                if (io.out().checkError()) {
                    return 0; // whoever reads has enough
                }
            }
        }
        io.out().println(sampler.rest());
        return 0;
    }
}
