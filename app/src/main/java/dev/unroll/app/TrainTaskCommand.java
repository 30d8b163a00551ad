package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train TASK}: begins a run, or goes on with one. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class TrainTaskCommand implements Callable<Integer> {
    private final Io io;

    @Mixin
    private final TaskFace face;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final LoopOptions loop = new LoopOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the run (default: runs/TASK-DATA-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the run in --out (default: the newest of its name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each event as a JSON object on stdout instead of progress.")
    private boolean json;

    TrainTaskCommand(Io io, TaskFace face) {
        this.io = io;
        this.face = face;
    }

    @Override
    public Integer call() {
        return resume ? resume() : begin();
    }

    private int begin() {
        Loop given = Usage.check(() -> loop.loop(Loop.until(face.standardLimit())));
        JsonObject settings = config.settings(face, face.standard(), given.limit());
        Usage.check(() -> LoopOptions.checked(given, settings));
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        Task task = Usage.check(() -> face.task(null));
        Training training = task.training(engine.join(), settings);
        Path folder = out != null ? out : names().next();
        try (RunFolder run = RunFolder.create(folder, given.in(training.config()))) {
            return session(run, training).run(given.trainer(training), given);
        }
    }

    private int resume() {
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        Path folder = out != null ? out : names().newestOrRefuse();
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject began = run.model().config();
            Loop given = Usage.check(() -> loop.loop(Loop.of(began)));
            if (!began.getString("task").equals(face.name())) {
                throw new UsageException(folder + " is a run of " + began.getString("task") + ", not of " + face.name()
                        + "; name another folder");
            }
            Task task = Usage.check(() -> face.task(began));
            Usage.check(() -> {
                task.refuseOtherData(began);
                return task;
            });
            JsonObject settings = task.checked(Settings.of(began));
            refuseChanges(settings, given.limit());
            Usage.check(() -> LoopOptions.checked(given, settings));
            Training training = task.training(engine.join(), settings);
            return session(run, training).run(Session.resumed(io, run, given.trainer(training)), given);
        }
    }

    /** A run goes on as it began: what is given again must be the same. */
    private void refuseChanges(JsonObject began, Limit until) {
        JsonObject given = config.settings(face, began, until);
        if (!given.toString().equals(began.toString())) {
            throw new UsageException("a run cannot be resumed with other settings than it began with"
                    + " (they are in its config.json); leave them out, or begin a new run");
        }
    }

    private RunNames names() {
        return face.runs(face.name());
    }

    private Session session(RunFolder run, Training training) {
        List<String> again = new ArrayList<>(List.of("train", face.name()));
        again.addAll(face.dataWords());
        again.addAll(List.of("--resume", "--out", run.path().toString()));
        return new Session(
                io,
                json,
                run,
                training,
                again,
                face.next(Usage.quoted(run.path().toString())));
    }
}
