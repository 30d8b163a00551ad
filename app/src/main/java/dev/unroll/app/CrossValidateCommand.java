package dev.unroll.app;

import dev.unroll.data.Folds;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Training;
import dev.unroll.tasks.items.ItemTask;
import dev.unroll.tasks.items.Items;
import dev.unroll.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cross-validate TASK}: a training for each part of the items, on all the others, and how well they do. */
@Command(
        description = "Train on all parts of a file of items but one, in turn, and measure on that one.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CrossValidateCommand implements Callable<Integer> {
    @Command(
            name = CrossValidateCommand.TASK,
            description = "Measure by cross-validation: every item is once in the part that is left out.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "TASK")
    private static final class Verb {}

    private static final String TASK = "cross-validate";
    private static final String FOLD = "fold";
    private static final String COUNT = "count";
    private static final String DEVIATION = "_deviation";

    private final Io io;

    private final ItemFace<?, ?> face;

    /** The same: picocli takes no field whose type has parameters. */
    @Mixin
    final Object mixin;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final LoopOptions loop = new LoopOptions();

    @Option(names = "--folds", paramLabel = "K", description = "How many parts (default: 10).")
    private @Nullable Integer folds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the trainings (default: runs/cross-validate-TASK-FILE-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with those in --out (default: the newest of their name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each part's figures as a JSON object.")
    private boolean json;

    private CrossValidateCommand(Io io, ItemFace<?, ?> face) {
        this.io = io;
        this.face = face;
        mixin = face;
    }

    static CommandLine line(Io io) {
        CommandLine verb = new CommandLine(new Verb());
        for (ItemFace<?, ?> face : List.of(new ClassifyFace(), new RegressFace(), new EmbedFace())) {
            verb.addSubcommand(face.name(), new CommandLine(new CrossValidateCommand(io, face)));
        }
        return verb;
    }

    /**
     * What is cross-validated.
     *
     * @param settings of every training
     */
    private record Plan(ItemTask<?> task, JsonObject settings, Loop loop, int folds) {}

    @Override
    public Integer call() {
        return resume ? resume() : begin();
    }

    private int begin() {
        Loop given = Usage.check(() -> loop.loop(Loop.until(face.standardLimit())));
        JsonObject settings = config.settings(face, face.standard(), given.limit());
        Usage.check(() -> LoopOptions.checked(given, settings));
        int count = folds == null ? 10 : folds;
        Usage.check(() -> new Folds(count, 0));
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        ItemTask<?> task = Usage.check(() -> face.task(null));
        JsonObject began =
                new JsonObject().put("task", TASK).put("of", face.name()).put("folds", count);
        for (JsonObject part : List.of(task.data(), settings)) {
            part.keys().forEach(key -> began.put(key, part.get(key)));
        }
        Path folder = out != null ? out : names().next();
        try (RunFolder run = RunFolder.create(folder, given.in(began))) {
            return run(run, engine.join(), new Plan(task, settings, given, count));
        }
    }

    private int resume() {
        CompletableFuture<Engine> engine = Usage.check(threads::starting);
        Path folder = out != null ? out : names().newestOrRefuse();
        try (RunFolder run = RunFolder.resume(folder)) {
            JsonObject began = run.model().config();
            if (!began.getString("task").equals(TASK)) {
                throw new UsageException(
                        folder + " is a run of " + began.getString("task") + "; name the folder of a cross-validation");
            }
            Loop given = Usage.check(() -> loop.loop(Loop.of(began)));
            ItemTask<?> task = Usage.check(() -> face.task(began));
            task.refuseOtherData(began);
            JsonObject settings = task.checked(Settings.of(began));
            int count = began.getInt("folds");
            if (!config.settings(face, settings, given.limit()).toString().equals(settings.toString())
                    || (folds != null && folds != count)) {
                throw new UsageException("a cross-validation cannot be resumed with other settings than it began with"
                        + " (they are in its config.json); leave them out, or begin a new one");
            }
            run.rewindMetrics(Long.MAX_VALUE);
            return run(run, engine.join(), new Plan(task, settings, given, count));
        }
    }

    private RunNames names() {
        return face.runs(TASK + "-" + face.name());
    }

    private int run(RunFolder run, Engine engine, Plan plan) {
        Map<Long, JsonObject> done = new TreeMap<>();
        RunFolder.readMetrics(run.path(), line -> done.put(line.getLong(FOLD), line));
        for (long fold = 1; fold <= plan.folds(); fold++) {
            JsonObject known = done.get(fold);
            if (known == null) {
                int code = train(run, engine, plan, (int) fold);
                if (code != 0) {
                    return code;
                }
                known = measure(run, engine, plan, (int) fold);
                run.metric(known);
                done.put(fold, known);
            }
            print(known);
        }
        print(summary(List.copyOf(done.values())));
        return 0;
    }

    private static Path folder(RunFolder run, int fold) {
        return run.path().resolve(String.format("fold-%02d", fold));
    }

    private static ItemTask.Fold parts(Plan plan, int fold) {
        return plan.task()
                .without(
                        fold - 1,
                        new Folds(
                                plan.folds(),
                                plan.settings().getObject("training").getLong("seed")));
    }

    private int train(RunFolder run, Engine engine, Plan plan, int fold) {
        Path folder = folder(run, fold);
        Training training = parts(plan, fold).rest().training(engine, plan.settings());
        boolean begun = Files.exists(folder.resolve("config.json"));
        List<String> again = new ArrayList<>(List.of(TASK, face.name()));
        again.addAll(face.dataWords());
        again.addAll(List.of("--resume", "--out", run.path().toString()));
        try (RunFolder own = begun
                ? RunFolder.resume(folder)
                : RunFolder.create(folder, plan.loop().in(training.config()))) {
            Trainer trainer = plan.loop().trainer(training);
            Session session = new Session(io, false, own, training, again, "");
            return session.run(begun ? Session.resumed(io, own, trainer) : trainer, plan.loop());
        }
    }

    private JsonObject measure(RunFolder run, Engine engine, Plan plan, int fold) {
        Items out = parts(plan, fold).out();
        JsonObject line = new JsonObject().put("event", FOLD).put(FOLD, fold).put(COUNT, out.size());
        plan.task().figures(engine, folder(run, fold), out).forEach(line::put);
        return line;
    }

    /** Means over the parts, and standard deviations from part to part. */
    private static JsonObject summary(List<JsonObject> parts) {
        JsonObject summary = new JsonObject()
                .put("event", "done")
                .put("folds", parts.size())
                .put(COUNT, parts.stream().mapToLong(p -> p.getLong(COUNT)).sum());
        for (String figure : figures(parts.getFirst())) {
            double mean = parts.stream()
                    .mapToDouble(p -> p.getDouble(figure))
                    .average()
                    .orElseThrow();
            double squares = parts.stream()
                    .mapToDouble(p -> Math.pow(p.getDouble(figure) - mean, 2))
                    .sum();
            summary.put(figure, mean).put(figure + DEVIATION, Math.sqrt(squares / (parts.size() - 1)));
        }
        return summary;
    }

    /** The names of what was measured. */
    private static List<String> figures(JsonObject line) {
        return line.keys().stream()
                .filter(key -> !List.of("event", FOLD, "folds", COUNT).contains(key) && !key.endsWith(DEVIATION))
                .toList();
    }

    private void print(JsonObject line) {
        if (json) {
            io.out().println(line);
        } else {
            StringBuilder text =
                    new StringBuilder(line.has(FOLD) ? String.format("fold %2d", line.getLong(FOLD)) : "mean   ");
            text.append(String.format(Locale.ROOT, "  %,7d items", line.getLong(COUNT)));
            for (String figure : figures(line)) {
                text.append("  ").append(figure.replace("macro_f1", "macro F1").replace('_', ' '));
                text.append(String.format(Locale.ROOT, " %.4f", line.getDouble(figure)));
                if (line.has(figure + DEVIATION)) {
                    text.append(String.format(Locale.ROOT, " ± %.4f", line.getDouble(figure + DEVIATION)));
                }
            }
            io.out().println(text);
        }
        io.out().flush();
    }
}
