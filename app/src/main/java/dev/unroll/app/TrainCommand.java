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
        return new CommandLine(new TrainCommand())
                .addSubcommand(new TrainLmCommand(io))
                .addSubcommand("adding", memory(io, "adding", "to add two numbers that it was shown a while ago"))
                .addSubcommand("copy", memory(io, "copy", "to repeat symbols after a pause"));
    }

    private static CommandLine memory(Io io, String name, String what) {
        CommandLine line = new CommandLine(new TrainMemoryCommand(io, name));
        line.getCommandSpec().usageMessage().description("Train a model " + what + ".");
        return line;
    }
}
