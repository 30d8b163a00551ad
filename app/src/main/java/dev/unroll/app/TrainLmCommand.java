package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.CorpusOptions;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTraining;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train lm}: trains a model on text, one character at a time. */
@Command(
        name = "lm",
        description = "Train a language model, which predicts a text's next character.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainLmCommand implements Callable<Integer> {
    private static final Limit STANDARD_LIMIT = new Limit.Epochs(10);

    private final Io io;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Text to learn: files, folders, .gz, .zip, or - for the standard input.")
    private List<String> paths = List.of();

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "From folders and archives only names like this, for example *.java.")
    private @Nullable String include;

    @Mixin
    private final LmOptions options = new LmOptions();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the run (default: runs/lm-NAME-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the run in --out (default: the newest of its name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each event as a JSON object on stdout instead of progress.")
    private boolean json;

    TrainLmCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        return resume ? resume() : begin();
    }

    private int begin() {
        Architecture architecture = Usage.check(() -> options.architecture(Architecture.standard()));
        Limit until = Usage.check(() -> limit.limit(STANDARD_LIMIT));
        TrainingSettings settings = Usage.check(() -> options.settings(TrainingSettings.standard(), until));
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        Corpus corpus = corpus();
        var training = new LanguageModelTraining(engine.join(), corpus, architecture, settings);
        Path folder = out != null ? out : names().next();
        try (RunFolder run = RunFolder.create(folder, training.config().put("limit", until.toJson()))) {
            run.model().writeVocabulary(training.model().vocabulary().toJson());
            return Session.of(io, json, run, training, command(folder)).run(new Trainer(training, until));
        }
    }

    private int resume() {
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        Path folder = out != null ? out : names().newestOrRefuse();
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject config = run.model().config();
            Limit until = Usage.check(() -> limit.limit(Limit.fromJson(config.getObject("limit"))));
            refuseChanges(config, until);
            var training = LanguageModelTraining.resume(engine.join(), corpus(), config);
            Trainer trainer = Session.resumed(io, run, new Trainer(training, until));
            return Session.of(io, json, run, training, command(folder)).run(trainer);
        }
    }

    /** A run goes on as it began: what is given again must be the same. */
    private void refuseChanges(JsonObject config, Limit until) {
        Architecture architecture = Architecture.fromJson(config.getObject("model"));
        TrainingSettings settings = TrainingSettings.fromJson(config.getObject("training"));
        if (!Usage.check(() -> options.architecture(architecture)).equals(architecture)
                || !Usage.check(() -> options.settings(settings, until)).equals(settings)) {
            throw new UsageException("a run cannot be resumed with other settings than it began with"
                    + " (they are in its config.json); leave them out, or begin a new run");
        }
    }

    private Corpus corpus() {
        return Corpus.read(paths, CorpusOptions.DEFAULT.withInclude(include));
    }

    private RunNames names() {
        return RunNames.of("lm", paths.getFirst());
    }

    /** What to type to go on with this run. */
    private String command(Path folder) {
        String texts = String.join(" ", paths.stream().map(Usage::quoted).toList());
        String glob = include == null ? "" : " --include " + Usage.quoted(include);
        return "./unroll train lm " + texts + glob + " --resume --out " + Usage.quoted(folder.toString());
    }
}
