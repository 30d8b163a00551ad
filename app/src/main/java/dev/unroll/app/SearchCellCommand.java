package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.tasks.search.Candidate;
import dev.unroll.tasks.search.CellSearch;
import dev.unroll.tasks.search.SearchSettings;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search-cell}: finds cells by evolution over their equations. */
@Command(
        name = "search-cell",
        description =
                "Search for a better cell: change equations, train each candidate for a while, keep the best as .cell"
                        + " files.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SearchCellCommand implements Callable<Integer> {
    private static final String TASK = "search-cell";
    private static final String TRAINING = "training";
    private static final String MADE_UP = "memory_task";
    private static final int STANDARD_COUNT = 100;

    private final Io io;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Text to try candidates on: files, folders, .gz, .zip, or - for the standard input.")
    private List<String> paths = List.of();

    @Mixin
    private final TextOptions texts = new TextOptions();

    @Option(names = "--task", paramLabel = "NAME", description = "Try them on a made-up task instead: adding or copy.")
    private @Nullable String task;

    @Option(names = "--lag", paramLabel = "N", description = "Of the task (default: 100).")
    private @Nullable Integer lag;

    @Option(names = "--start", paramLabel = "NAME|FILE", description = "The cell to start from (default: rnn).")
    private @Nullable String start;

    @Option(
            names = "--candidates",
            paramLabel = "N",
            description = "How many to try, with those before a resumption (default: 100).")
    private @Nullable Integer count;

    @Mixin
    private final SearchOptions options = new SearchOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the search (default: runs/search-NAME-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the search in --out (default: the newest of its name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each candidate as a JSON object on stdout instead of progress.")
    private boolean json;

    SearchCellCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        if (paths.isEmpty() == (task == null)) {
            throw new UsageException("name a text to try candidates on, or a task with --task");
        }
        if (count != null && count < 1) {
            throw new UsageException("--candidates must be at least 1, got " + count);
        }
        return resume ? resume() : begin();
    }

    private int begin() {
        Cell first = startOr(Cell.library("rnn"));
        SearchSettings search = Usage.check(() -> options.search(SearchOptions.standard()));
        Task at = task();
        JsonObject settings = settings(at.settings(), first, search);
        Engine engine = Usage.check(threads::start);
        JsonObject config = new JsonObject()
                .put("task", TASK)
                .put("start", first.name())
                .put("equations", first.print())
                .put("search", search.toJson())
                .put("trial", trial(at, settings));
        Path folder = out != null ? out : names().next();
        try (RunFolder run = RunFolder.create(folder, config)) {
            return search(run, new CellSearch(engine, at, settings, search, List.of()), first);
        }
    }

    private int resume() {
        Path folder = out != null ? out : names().newestOrRefuse();
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject config = run.model().config();
            if (!config.getString("task").equals(TASK)) {
                throw new UsageException(folder + " is another kind of run; name the folder of a search");
            }
            Cell first = Cell.parse(config.getString("start"), config.getString("equations"));
            SearchSettings began = SearchSettings.fromJson(config.getObject("search"));
            Task at = task();
            JsonObject trial = config.getObject("trial");
            JsonObject base = at.settings().put(TRAINING, trial.getObject(TRAINING));
            JsonObject settings = settings(base, first, began);
            if (!Usage.check(() -> options.search(began)).equals(began)
                    || !isOf(trial, at, settings)
                    || !startOr(first).equals(first)) {
                throw new UsageException("a search cannot be resumed with other settings or another text than it began"
                        + " with (they are in its config.json); give the same, or begin a new one");
            }
            List<Candidate> before = new ArrayList<>();
            run.rewindMetrics(Long.MAX_VALUE); // drops a line that a killed process did not finish
            RunFolder.readMetrics(folder, line -> before.add(Candidate.fromJson(line)));
            Engine engine = Usage.check(threads::start);
            return search(run, new CellSearch(engine, at, settings, began, before), first);
        }
    }

    /** All that a score depends on beside the cell, its width and the number of updates. */
    private JsonObject trial(Task at, JsonObject settings) {
        JsonObject trial = at.data();
        if (task != null) {
            trial.put(MADE_UP, at.name());
        }
        return trial.put(TRAINING, settings.getObject(TRAINING));
    }

    private boolean isOf(JsonObject trial, Task at, JsonObject settings) {
        if (trial.has(MADE_UP) != (task != null)
                || (task != null && !trial.getString(MADE_UP).equals(task))) {
            return false;
        }
        Usage.check(() -> {
            at.refuseOtherData(trial);
            return at;
        });
        return trial.getObject(TRAINING)
                .toString()
                .equals(settings.getObject(TRAINING).toString());
    }

    private Cell startOr(Cell otherwise) {
        String given = start;
        return given == null ? otherwise : Usage.check(() -> CellFile.find(given));
    }

    private Task task() {
        String name = task;
        if (name != null) {
            return Usage.check(() -> MemoryTask.of(name, lag == null ? MemoryFace.STANDARD_LAG : lag));
        }
        if (lag != null) {
            throw new UsageException("--lag is of a made-up task; give --task too, or leave it out");
        }
        return new LanguageModelTask(texts.read(paths));
    }

    private JsonObject settings(JsonObject base, Cell first, SearchSettings search) {
        Limit limit = new Limit.Steps(search.steps());
        Architecture architecture = new Architecture(first, 1, 1);
        JsonObject training = base.getObject(TRAINING);
        if (task != null) {
            return Usage.check(
                    () -> MemoryTask.settings(architecture, options.memory(MemorySettings.fromJson(training), limit)));
        }
        TrainingSettings settings = Usage.check(() -> options.text(TrainingSettings.fromJson(training), limit));
        if (settings.validation() == 0) {
            throw new UsageException("--val must be above 0: candidates are compared on the text held out");
        }
        return LanguageModelTask.settings(architecture, settings);
    }

    private int search(RunFolder run, CellSearch search, Cell first) {
        SearchProgress progress = new SearchProgress(io, json, run, search, count == null ? STANDARD_COUNT : count);
        try (var _ = new Interruption(search::stop)) {
            boolean finished = progress.run(first);
            progress.summary();
            if (!finished) {
                io.err().println("Stopped and saved. Go on with:\n  " + command(run.path()));
            }
            return finished ? 0 : Main.INTERRUPTED;
        }
    }

    private RunNames names() {
        return task != null ? new RunNames("search-" + task) : RunNames.of("search", paths.getFirst());
    }

    private String command(Path folder) {
        List<String> words = new ArrayList<>(List.of("search-cell"));
        if (task != null) {
            words.addAll(List.of("--task", task));
            if (lag != null) {
                words.addAll(List.of("--lag", lag.toString()));
            }
        } else {
            words.addAll(texts.words(paths));
        }
        words.addAll(List.of("--resume", "--out", folder.toString()));
        return Usage.command(words);
    }
}
