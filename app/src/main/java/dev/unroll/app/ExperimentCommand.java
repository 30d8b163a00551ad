package dev.unroll.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code experiment}: repeats what docs/results.md shows of recurrences in general. */
@Command(
        name = "experiment",
        description = "Repeat an experiment about recurrences.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME")
final class ExperimentCommand {
    private ExperimentCommand() {}

    static CommandLine line(Io io) {
        return new CommandLine(new ExperimentCommand())
                .addSubcommand(new LagsCommand(io))
                .addSubcommand(new VanishingCommand(io));
    }
}
