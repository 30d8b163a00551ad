package dev.unroll.app;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LagTrial;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.train.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment lags}: which cell learns to remember for how long. */
@Command(
        name = "lags",
        description =
                "Find which cell learns a memory task at which lag, and after how many updates. What the folder has"
                        + " already is not trained again.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LagsCommand implements Callable<Integer> {
    private static final String TASK = "lags";
    private static final String TRIAL = "trial";
    private static final String OUTCOME = "outcome";

    private final Io io;

    @Parameters(paramLabel = "TASK", description = "adding or copy.")
    private String task = "";

    @Option(
            names = "--cells",
            paramLabel = "NAME|FILE",
            split = ",",
            description = "Cells to compare (default: rnn,lstm,gru).")
    private List<String> cells = List.of("rnn", "lstm", "gru");

    @Option(
            names = "--lags",
            paramLabel = "N",
            split = ",",
            description =
                    "From the shortest to the longest (default: 10,20,50,100); a cell that fails at one is not tried"
                            + " at longer ones.")
    private List<Integer> lags = List.of(10, 20, 50, 100);

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Updates after which to give up (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private long steps;

    @Mixin
    private final MemoryOptions options = new MemoryOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Results, from which a stopped experiment goes on (default: runs/lags-TASK).")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    LagsCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        List<Cell> compared =
                cells.stream().map(c -> Usage.check(() -> CellFile.find(c))).toList();
        List<Integer> ascending = lags.stream().sorted().distinct().toList();
        List<MemoryTask> tasks = ascending.stream()
                .map(lag -> Usage.check(() -> MemoryTask.of(task, lag)))
                .toList();
        Limit limit = Usage.check(() -> new Limit.Steps(steps));
        MemorySettings settings = Usage.check(() -> options.settings(MemorySettings.standard(), limit));
        Architecture base = Usage.check(() ->
                options.architecture(Architecture.fromJson(MemoryTask.standard().getObject("model"))));
        Engine engine = Usage.check(threads::start);
        Path folder = out != null ? out : Path.of("runs", "lags-" + task);
        try (RunFolder run = open(folder)) {
            Map<String, LagTrial.Outcome> known = known(run);
            LagsTable table = new LagsTable(tasks);
            for (Cell cell : compared) {
                boolean solved = true;
                for (int i = 0; i < tasks.size() && solved; i++) {
                    Architecture architecture = new Architecture(cell, base.hidden(), base.layers());
                    LagTrial trial = new LagTrial(tasks.get(i), architecture, settings, steps);
                    LagTrial.Outcome outcome = known.get(Json.line(trial.toJson()));
                    if (outcome == null) {
                        outcome = run(engine, trial);
                        run.metric(new JsonObject().put(TRIAL, trial.toJson()).put(OUTCOME, outcome.toJson()));
                    }
                    table.put(cell, tasks.get(i), outcome);
                    solved = outcome.solved();
                }
            }
            table.print(io.out());
            Path picture = folder.resolve("lags.png");
            table.draw(picture);
            io.out().println("picture: " + picture);
        }
        return 0;
    }

    private static RunFolder open(Path folder) {
        if (!Files.exists(folder.resolve("config.json"))) {
            return RunFolder.create(folder, new JsonObject().put("task", TASK));
        }
        RunFolder run = RunFolder.resume(folder);
        if (!run.model().config().getString("task").equals(TASK)) {
            run.close();
            throw new UsageException(folder + " is another kind of run; name another folder with --out");
        }
        run.rewindMetrics(Long.MAX_VALUE); // drops a line that a killed process did not finish
        return run;
    }

    private static Map<String, LagTrial.Outcome> known(RunFolder run) {
        Map<String, LagTrial.Outcome> known = new HashMap<>();
        RunFolder.readMetrics(
                run.path(),
                line -> known.put(
                        Json.line(line.getObject(TRIAL)), LagTrial.Outcome.fromJson(line.getObject(OUTCOME))));
        return known;
    }

    private LagTrial.Outcome run(Engine engine, LagTrial trial) {
        String name =
                trial.architecture().cell().name() + ", lag " + trial.task().lag();
        TrialLine line = new TrialLine(io, name);
        LagTrial.Outcome outcome = trial.run(engine, line);
        line.end(String.format(
                Locale.ROOT,
                outcome.solved() ? "solved after %,d updates, loss %.4f" : "not solved in %,d updates, loss %.4f",
                outcome.steps(),
                outcome.loss()));
        return outcome;
    }
}
