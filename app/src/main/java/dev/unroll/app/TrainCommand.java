package dev.unroll.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code train}: the tasks that can be trained. */
@Command(
        name = "train",
        description = "Train a model.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "TASK")
final class TrainCommand {
    private TrainCommand() {}

    static CommandLine line(Io io) {
        return TaskFaces.subcommands(
                new CommandLine(new TrainCommand()), "Train a model ", face -> new TrainTaskCommand(io, face));
    }
}
