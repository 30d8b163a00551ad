package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.DemoText;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTraining;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: trains for about a minute on source code that is already there, and shows what the model writes. */
@Command(
        name = "demo",
        description = "Train for a minute on Java source code and watch the model learn to write it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private final Io io;

    @Option(names = "--minutes", paramLabel = "M", description = "How long to train (default: 1).")
    private @Nullable Double minutes;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to train, in seconds.")
    private @Nullable Double seconds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the run (default: runs/demo-1, -2, ...).")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    DemoCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Loop loop = Loop.until(Usage.check(this::limit));
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        String home = System.getProperty("unroll.home");
        DemoText text = DemoText.find(Path.of(System.getProperty("java.home")), home == null ? null : Path.of(home));
        Corpus corpus = text.read();
        io.err()
                .printf(
                        "Learning %s%s, %,d characters.%n",
                        text.path(), text.include() == null ? "" : " (" + text.include() + ")", corpus.characters());
        var training =
                new LanguageModelTraining(engine.join(), corpus, Architecture.standard(), TrainingSettings.standard());
        Path folder = out != null ? out : new RunNames("demo").next();
        try (RunFolder run = RunFolder.create(folder, loop.in(training.config()))) {
            Trainer trainer = loop.trainer(training).watch(new DemoSamples(io, training.model()));
            String next = LmFace.writing(Usage.quoted(folder.toString()));
            return new Session(io, false, run, training, command(text, folder), next).run(trainer, loop);
        }
    }

    private Limit limit() {
        if (minutes != null && seconds != null) {
            throw new IllegalArgumentException("--minutes and --seconds exclude each other; give one of them");
        }
        return new Limit.Minutes(seconds != null ? seconds / 60 : minutes != null ? minutes : 1);
    }

    private static List<String> command(DemoText text, Path folder) {
        List<String> words = new ArrayList<>(List.of("train", "lm", text.path().toString()));
        if (text.include() != null) {
            words.addAll(List.of("--include", text.include()));
        }
        words.addAll(List.of("--resume", "--out", folder.toString()));
        return words;
    }
}
