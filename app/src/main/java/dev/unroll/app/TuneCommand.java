package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.tune.Space;
import dev.unroll.tasks.tune.Trial;
import dev.unroll.tasks.tune.TuneSettings;
import dev.unroll.tasks.tune.Tuning;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tune TASK}: searches for settings. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class TuneCommand implements Callable<Integer> {
    @Command(
            name = "tune",
            description = "Find good settings: many short trainings, of which the best go on.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "TASK")
    private static final class Verb {}

    private static final String TASK = "tune";
    private static final TuneSettings STANDARD = new TuneSettings(27, 900, 1);

    private final Io io;

    @Mixin
    private final TaskFace face;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--trials", paramLabel = "N", description = "Settings to try (default: 27).")
    private @Nullable Integer trials;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Updates of the best; the others stop after a third or a ninth of them (default: 900).")
    private @Nullable Long steps;

    @Option(
            names = "--try",
            paramLabel = "PATH=RANGE",
            description =
                    "A setting to vary and how: training.learning_rate=1e-4..1e-2, model.cell=lstm,gru; may be repeated"
                            + " (default: rate, clipping, width, batch and dropout, around their values).")
    private List<String> ranges = List.of();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Trials at a time, which share the threads; results do not depend on it (default: one a thread, up to 4).")
    private @Nullable Integer workers;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the search (default: runs/tune-TASK-DATA-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the search in --out (default: the newest of its name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each trial as a JSON object on stdout instead of progress.")
    private boolean json;

    private TuneCommand(Io io, TaskFace face) {
        this.io = io;
        this.face = face;
    }

    static CommandLine line(Io io) {
        return TaskFaces.subcommands(
                new CommandLine(new Verb()), "Find settings for a model ", face -> new TuneCommand(io, face));
    }

    @Override
    public Integer call() {
        if (workers != null && (workers < 1 || workers > Tuning.MOST_WORKERS)) {
            throw new UsageException("--workers must be between 1 and " + Tuning.MOST_WORKERS + ", got " + workers);
        }
        return resume ? resume() : begin();
    }

    private int begin() {
        TuneSettings search = Usage.check(() -> search(STANDARD));
        JsonObject base = settings(face.standard(), search);
        Space space = space(base);
        var engine = Usage.check(threads::starting);
        Task task = Usage.check(() -> face.task(null));
        JsonObject began = new JsonObject()
                .put("task", TASK)
                .put("of", face.name())
                .put("search", search.toJson())
                .put("space", space.print())
                .put("settings", base)
                .put("data", task.data());
        Path folder = out != null ? out : names().next();
        try (RunFolder run = RunFolder.create(folder, began)) {
            return search(engine.join(), task, base, space, search, run);
        }
    }

    private int resume() {
        Path folder = out != null ? out : names().newestOrRefuse();
        var engine = Usage.check(threads::starting);
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject began = run.model().config();
            if (!began.getString("task").equals(TASK) || !began.getString("of").equals(face.name())) {
                throw new UsageException(
                        folder + " is another kind of run; name the folder of a search for settings of " + face.name());
            }
            Task task = Usage.check(() -> face.task(began.getObject("data")));
            Usage.check(() -> {
                task.refuseOtherData(began.getObject("data"));
                return task;
            });
            JsonObject base = task.checked(began.getObject("settings"));
            TuneSettings search = TuneSettings.fromJson(began.getObject("search"));
            Space space = Space.parse(began.getStrings("space"), base);
            if (!search(search).equals(search)
                    || !settings(base, search).toString().equals(base.toString())
                    || !(ranges.isEmpty() || space(base).print().equals(space.print()))) {
                throw new UsageException("a search cannot be resumed with other settings than it began with"
                        + " (they are in its config.json); leave them out, or begin a new one");
            }
            return search(engine.join(), task, base, space, search, run);
        }
    }

    private TuneSettings search(TuneSettings from) {
        return new TuneSettings(
                trials == null ? from.trials() : trials, steps == null ? from.steps() : steps, from.seed());
    }

    private JsonObject settings(JsonObject base, TuneSettings search) {
        return config.settings(face, base, new Limit.Steps(search.steps()));
    }

    private Space space(JsonObject base) {
        return Usage.check(() -> ranges.isEmpty() ? Space.standard(base) : Space.parse(ranges, base));
    }

    private int search(Engine engine, Task task, JsonObject base, Space space, TuneSettings search, RunFolder run) {
        int parallel =
                workers == null ? Math.min(Tuning.MOST_WORKERS, engine.team().size()) : workers;
        TuneProgress progress = new TuneProgress(io, json, space);
        Tuning tuning = new Tuning(engine, parallel, task, base, space, search, run, progress);
        progress.begin(tuning, search, run.path());
        try (var _ = new Interruption(tuning::stop)) {
            List<Trial> best = tuning.run();
            if (best.isEmpty()) {
                io.err()
                        .println("Stopped and saved. Go on with:\n  "
                                + command(
                                        "tune", "--resume", "--out", run.path().toString()));
                return Main.INTERRUPTED;
            }
            Path file = run.path().resolve("best.json");
            AtomicFiles.write(file, Json.pretty(best(best.getFirst())));
            Path picture = run.path().resolve("tune.png");
            ParallelCoordinates.write(picture, space, best);
            progress.end(best, file, picture);
            if (!json) {
                io.err().println("Train with the best:\n  " + command("train", "--config", file.toString()));
            }
            return Double.isNaN(best.getFirst().loss()) ? Main.FAILED : 0;
        }
    }

    /** What to type for a verb with this task and its data. */
    private String command(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(verb, face.name()));
        words.addAll(face.dataWords());
        words.addAll(List.of(more));
        return Usage.command(words);
    }

    private JsonObject best(Trial trial) {
        JsonObject settings = Settings.of(trial.settings());
        return new JsonObject()
                .put("task", face.name())
                .put("model", settings.getObject("model"))
                .put("training", settings.getObject("training"));
    }

    private RunNames names() {
        return face.runs(TASK + "-" + face.name());
    }
}
