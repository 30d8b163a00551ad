package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.check.MemoryNeed;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor --estimate TASK}: how much memory a training needs. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class EstimateCommand implements Callable<Integer> {
    /** What a training is given to have room, by what it needs. */
    private static final double ROOM = 1.3;

    @Command(
            name = "--estimate",
            description =
                    "Say how much memory a training needs: makes a few of its updates, a validation and a checkpoint.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "TASK")
    private static final class Verb {}

    private final Io io;

    @Mixin
    private final TaskFace face;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print the figures as a JSON object, in bytes.")
    private boolean json;

    private EstimateCommand(Io io, TaskFace face) {
        this.io = io;
        this.face = face;
    }

    static CommandLine line(Io io) {
        return TaskFaces.subcommands(
                new CommandLine(new Verb()), "Estimate a model ", face -> new EstimateCommand(io, face));
    }

    @Override
    public Integer call() {
        JsonObject settings = config.settings(face, face.standard(), face.standardLimit());
        var engine = Usage.check(threads::starting);
        Task task = Usage.check(() -> face.task(null));
        MemoryNeed need = MemoryNeed.of(task.training(engine.join(), settings));
        if (json) {
            io.out().println(need.toJson());
            return 0;
        }
        line("model", need.model(), "data, weights, the optimiser's moments");
        line("update", need.update(), "gradients, and what a step keeps for the way back");
        line("validation", need.validation(), "");
        line("checkpoint", need.checkpoint(), "a copy of weights and moments, and what is written of it at a time");
        line("nursery", need.nursery(), "for what lives briefly");
        line(
                "needed",
                need.total(),
                "of this Java's " + megabytes(Runtime.getRuntime().maxMemory()));
        io.out()
                .printf(
                        Locale.ROOT,
                        "%nTrain with room to spare:%n  UNROLL_JAVA_OPTS=-Xmx%dm ./unroll train %s ...%n",
                        (long) Math.ceil(ROOM * need.total() / (1 << 20)),
                        face.name());
        return 0;
    }

    private void line(String what, long bytes, String of) {
        io.out().printf("%-12s%10s  %s%n", what, megabytes(bytes), of);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, 1L << 20));
    }
}
