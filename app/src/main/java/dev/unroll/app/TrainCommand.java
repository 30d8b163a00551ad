package dev.unroll.app;

import picocli.CommandLine.Command;

/** {@code train}: the tasks that can be trained. */
@Command(
        name = "train",
        description = "Train a model.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "TASK")
final class TrainCommand {}
