package dev.unroll.app;

import dev.unroll.data.Folds;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.Confusion;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Training;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.tasks.classify.Report;
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

/** {@code cross-validate classify}: a training for each part of the items, on all the others, and how well they do. */
@Command(
        name = "classify",
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
    private static final List<String> FIGURES = List.of("accuracy", "macro_f1", "loss");

    private final Io io;

    @Mixin
    private final ClassifyFace face = new ClassifyFace();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final LoopOptions loop = new LoopOptions();

    @Option(names = "--folds", paramLabel = "K", description = "How many parts (default: 10).")
    private @Nullable Integer folds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to keep the trainings (default: runs/cross-validate-classify-FILE-1, -2, ...).")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with those in --out (default: the newest of their name).")
    private boolean resume;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print each part's figures as a JSON object.")
    private boolean json;

    private CrossValidateCommand(Io io) {
        this.io = io;
    }

    static CommandLine line(Io io) {
        return new CommandLine(new Verb()).addSubcommand(new CrossValidateCommand(io));
    }

    /**
     * What is cross-validated.
     *
     * @param settings of every training
     */
    private record Plan(ClassifyTask task, JsonObject settings, Loop loop, int folds) {}

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
        ClassifyTask task = Usage.check(() -> face.task(null));
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
            ClassifyTask task = Usage.check(() -> face.task(began));
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

    private static ClassifyTask.Fold parts(Plan plan, int fold) {
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
        Report report = Report.of(
                Classifier.open(engine, folder(run, fold)), parts(plan, fold).out());
        Confusion confusion = report.confusion();
        return new JsonObject()
                .put("event", FOLD)
                .put(FOLD, fold)
                .put("count", report.count())
                .put("accuracy", confusion.accuracy())
                .put("macro_f1", confusion.macroF1())
                .put("loss", report.loss());
    }

    /** Means over the parts, and standard deviations from part to part. */
    private static JsonObject summary(List<JsonObject> parts) {
        JsonObject summary = new JsonObject()
                .put("event", "done")
                .put("folds", parts.size())
                .put("count", parts.stream().mapToLong(p -> p.getLong("count")).sum());
        for (String figure : FIGURES) {
            double mean = parts.stream()
                    .mapToDouble(p -> p.getDouble(figure))
                    .average()
                    .orElseThrow();
            double squares = parts.stream()
                    .mapToDouble(p -> Math.pow(p.getDouble(figure) - mean, 2))
                    .sum();
            summary.put(figure, mean).put(figure + "_deviation", Math.sqrt(squares / (parts.size() - 1)));
        }
        return summary;
    }

    private void print(JsonObject line) {
        if (json) {
            io.out().println(line);
        } else {
            StringBuilder text =
                    new StringBuilder(line.has(FOLD) ? String.format("fold %2d", line.getLong(FOLD)) : "mean   ");
            text.append(String.format(Locale.ROOT, "  %,7d items", line.getLong("count")));
            for (String figure : FIGURES) {
                text.append("  ").append(figure.replace("macro_f1", "macro F1"));
                text.append(String.format(Locale.ROOT, " %.4f", line.getDouble(figure)));
                if (line.has(figure + "_deviation")) {
                    text.append(String.format(Locale.ROOT, " ± %.4f", line.getDouble(figure + "_deviation")));
                }
            }
            io.out().println(text);
        }
        io.out().flush();
    }
}
