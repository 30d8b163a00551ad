package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.ClippedSteps;
import dev.unroll.tasks.GradientReport;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.LanguageModelGradients;
import dev.unroll.tasks.MemoryGradients;
import dev.unroll.tasks.MemoryModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gradients}: what becomes of a trained model's gradients on their way back through time. */
@Command(
        name = "gradients",
        description = "Show how far back a model's gradients reach, what one step does to them, and what its gates do.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GradientsCommand implements Callable<Integer> {
    private static final int STANDARD_STEPS = 100;

    private final Io io;

    @Parameters(paramLabel = "MODEL", index = "0", description = "A run's folder.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "PATH",
            index = "1..*",
            arity = "0..*",
            description =
                    "Text to look at: files, folders, .gz, .zip, or - for the standard input. Models of made-up tasks"
                            + " need none.")
    private List<String> paths = List.of();

    @Mixin
    private final TextOptions texts = new TextOptions();

    @Option(
            names = "--seq",
            paramLabel = "N",
            description = "Characters of text to carry the gradient back through (default: 100).")
    private @Nullable Integer steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences to look at (default: ${DEFAULT-VALUE}).",
            defaultValue = "16")
    private int batch;

    @Option(
            names = "--jacobians",
            paramLabel = "N",
            description = "Steps of the first one whose Jacobian to decompose; one of 1,000 numbers takes 5 s"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    private int jacobians;

    @Option(names = "--out", paramLabel = "FILE", description = "The picture (default: gradients.png in MODEL).")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print the figures as a JSON object.")
    private boolean json;

    GradientsCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if ((steps != null && steps < 1) || batch < 1 || jacobians < 0) {
            throw new UsageException("--seq and --batch must be at least 1, and --jacobians at least 0");
        }
        boolean memory = MemoryModel.isOne(new ModelFolder(model).config());
        if (memory ? !paths.isEmpty() || steps != null : paths.isEmpty()) {
            throw new UsageException(
                    memory
                            ? model
                                    + " is a model of a made-up task: it needs no PATH, and its lag says what --seq would"
                            : "a language model needs a text to look at; give its PATH");
        }
        Engine engine = Usage.check(threads::start);
        GradientReport report = memory
                ? MemoryGradients.of(MemoryModel.open(engine, model), batch, jacobians)
                : ofText(LanguageModel.open(engine, model));
        Optional<ClippedSteps> clipped = ClippedSteps.of(model);
        Path picture = out == null ? model.resolve("gradients.png") : out;
        GradientPicture.write(picture, report);
        if (json) {
            io.out().println(GradientJson.of(report, clipped).put("picture", picture.toString()));
        } else {
            new GradientTable(io.out()).print(report, clipped);
            io.out().println("picture: " + picture);
        }
        return 0;
    }

    private GradientReport ofText(LanguageModel opened) {
        Corpus corpus = texts.read(paths);
        TokenStream text = corpus.tokens(opened.vocabulary());
        return LanguageModelGradients.of(opened, text, steps == null ? STANDARD_STEPS : steps, batch, jacobians);
    }
}
