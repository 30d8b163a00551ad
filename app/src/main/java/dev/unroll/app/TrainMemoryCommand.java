package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemoryModel;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.tasks.MemoryTraining;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train adding}, {@code train copy}: trains a model on a made-up task that asks it to remember. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class TrainMemoryCommand implements Callable<Integer> {
    private static final Limit STANDARD_LIMIT = new Limit.Steps(3000);
    static final Architecture STANDARD = new Architecture(Cell.library("lstm"), 64, 1);
    static final int STANDARD_LAG = 100;

    private final Io io;
    private final String name;

    @Option(
            names = "--lag",
            paramLabel = "N",
            description = "For how many steps something has to be remembered (default: 100).")
    private @Nullable Integer lag;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Mixin
    private final MemoryOptions options = new MemoryOptions();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the run (default: runs/TASK-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the run in --out (default: the newest of its name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each event as a JSON object on stdout instead of progress.")
    private boolean json;

    TrainMemoryCommand(Io io, String name) {
        this.io = io;
        this.name = name;
    }

    @Override
    public Integer call() {
        return resume ? resume() : begin();
    }

    private int begin() {
        MemoryTask task = Usage.check(() -> MemoryTask.of(name, lag == null ? STANDARD_LAG : lag));
        Architecture architecture = Usage.check(() -> architecture(STANDARD));
        Limit until = Usage.check(() -> limit.limit(STANDARD_LIMIT));
        MemorySettings settings = Usage.check(() -> options.settings(MemorySettings.standard(), until));
        Engine engine = Usage.check(threads::start);
        var training = new MemoryTraining(engine, task, architecture, settings);
        Path folder = out != null ? out : new RunNames(name).next();
        try (RunFolder run = RunFolder.create(folder, training.config().put("limit", until.toJson()))) {
            return session(run, training).run(new Trainer(training, until));
        }
    }

    private int resume() {
        Path folder = out != null ? out : new RunNames(name).newestOrRefuse();
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject config = run.model().config();
            Limit until = Usage.check(() -> limit.limit(Limit.fromJson(config.getObject("limit"))));
            refuseChanges(config, until);
            MemoryTraining training = MemoryTraining.resume(Usage.check(threads::start), config);
            return session(run, training).run(Session.resumed(io, run, new Trainer(training, until)));
        }
    }

    private Architecture architecture(Architecture base) {
        Architecture given = options.architecture(base);
        return cell == null ? given : new Architecture(CellFile.find(cell), given.hidden(), given.stack());
    }

    /** A run goes on as it began: what is given again must be the same. */
    private void refuseChanges(JsonObject config, Limit until) {
        Architecture architecture = Architecture.fromJson(config.getObject("model"));
        MemorySettings settings = MemorySettings.fromJson(config.getObject("training"));
        if (!config.getString("task").equals(name)
                || (lag != null && lag != config.getInt("lag"))
                || !Usage.check(() -> architecture(architecture)).equals(architecture)
                || !Usage.check(() -> options.settings(settings, until)).equals(settings)) {
            throw new UsageException("a run cannot be resumed with other settings than it began with"
                    + " (they are in its config.json); leave them out, or begin a new run");
        }
    }

    private Session session(RunFolder run, MemoryTraining training) {
        MemoryModel model = training.model();
        String about = String.format(
                Locale.ROOT,
                "%s, %d x %d, %,d parameters, lag %d; a guess has a loss of %.4f, solved is below %.4f",
                model.architecture().cell().name(),
                model.architecture().layers(),
                model.architecture().hidden(),
                model.parameterCount(),
                model.task().lag(),
                model.task().guess(),
                model.task().solved());
        String path = Usage.quoted(run.path().toString());
        Session.Words words = new Session.Words(
                about,
                "",
                "./unroll train " + name + " --resume --out " + path,
                "See how far its gradients reach:\n  ./unroll gradients " + path);
        return new Session(io, json, run, new PeakShare(model.engine(), model.operationsPerSequence()), words);
    }
}
