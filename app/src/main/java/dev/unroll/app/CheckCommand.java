package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.check.Checkup;
import dev.unroll.tasks.check.Finding;
import dev.unroll.tasks.check.RateRange;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check TASK}: looks at data, model and settings before a long training. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class CheckCommand implements Callable<Integer> {
    @Command(
            name = "check",
            description = "Find out whether something is wrong with data, model or settings, before a long training.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "TASK")
    private static final class Verb {}

    private final Io io;

    @Mixin
    private final TaskFace face;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Updates after which the model must be better than a guess (default: ${DEFAULT-VALUE}).",
            defaultValue = "200")
    private long steps;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The picture of losses by learning rate (default: runs/check-TASK-DATA.png).")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print the findings as a JSON object.")
    private boolean json;

    private CheckCommand(Io io, TaskFace face) {
        this.io = io;
        this.face = face;
    }

    static CommandLine line(Io io) {
        return TaskFaces.subcommands(new CommandLine(new Verb()), "Check a model ", face -> new CheckCommand(io, face));
    }

    @Override
    public Integer call() {
        Limit limit = Usage.check(() -> new Limit.Steps(steps));
        JsonObject settings = config.settings(face, face.standard(), limit);
        var engine = Usage.check(threads::starting);
        Task task = Usage.check(() -> face.task(null));
        Checkup checkup = new Checkup(engine.join(), task, settings, Math.toIntExact(steps), this::tell);
        List<Finding> findings = checkup.run();
        boolean fine = findings.stream().allMatch(Finding::isFine);
        Path picture = picture(checkup.range(), settings);
        if (json) {
            JsonObject all = new JsonObject()
                    .put("ok", fine)
                    .put("findings", findings.stream().map(Finding::toJson).toList());
            io.out().println(picture == null ? all : all.put("picture", picture.toString()));
        } else {
            if (picture != null) {
                io.out().println("picture: " + picture);
            }
            io.out().println(fine ? "Nothing is wrong that a short look can find." : "Something is wrong, see above.");
        }
        return fine ? 0 : Main.FAILED;
    }

    private void tell(Finding finding) {
        (json ? io.err() : io.out())
                .printf("%-6s%-11s%s%n", finding.isFine() ? "ok" : "WRONG", finding.look(), finding.says());
    }

    private @Nullable Path picture(@Nullable RateRange range, JsonObject settings) {
        if (range == null || range.rates().length == 0) {
            return null;
        }
        Path file = out != null ? out : face.runs("check-" + face.name()).file(".png");
        XYChart chart = Pictures.chart("A short training at a rising learning rate", "learning rate", "loss");
        chart.getStyler().setXAxisLogarithmic(true);
        Pictures.line(chart, "loss", range.rates(), range.losses());
        double[] ends = {range.lowestLoss(), range.losses()[0]};
        double rate = settings.getObject("training").getDouble("learning_rate");
        Pictures.line(chart, "set", new double[] {rate, rate}, ends);
        Pictures.line(chart, "suggested", new double[] {range.suggestion(), range.suggestion()}, ends);
        Pictures.write(file, List.of(chart));
        return file;
    }
}
