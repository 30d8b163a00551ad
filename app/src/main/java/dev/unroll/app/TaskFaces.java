package dev.unroll.app;

import java.util.function.Function;
import picocli.CommandLine;

/** All tasks. A verb for tasks has each of them as a subcommand. */
final class TaskFaces {
    private TaskFaces() {}

    /**
     * Adds the tasks to a verb.
     *
     * @param doing what it does, before the words that say what a task's model does
     * @param command of a task
     */
    static CommandLine subcommands(CommandLine verb, String doing, Function<TaskFace, Object> command) {
        add(verb, doing + "that predicts a text's next symbol, a character or a word.", command, new LmFace());
        add(verb, doing + "that predicts a text's next symbol with a transformer.", command, new GptFace());
        add(verb, doing + "that predicts a text's next symbol from the few before it.", command, new NplmFace());
        add(verb, doing + "that names the class of a text or a series.", command, new ClassifyFace());
        add(verb, doing + "that says a number of a text or a series.", command, new RegressFace());
        add(
                verb,
                doing + "that makes vectors of texts or series, from which they can be written again.",
                command,
                new EmbedFace());
        add(verb, doing + "that says a tag for each word of sentences.", command, new TagFace());
        add(verb, doing + "that translates lines of text.", command, new TranslateFace());
        add(verb, doing + "that says what comes next in a series of numbers.", command, new ForecastFace());
        add(verb, doing + "to add two numbers that it was shown a while ago.", command, new MemoryFace("adding"));
        add(verb, doing + "to repeat symbols after a pause.", command, new MemoryFace("copy"));
        return verb;
    }

    private static void add(CommandLine verb, String what, Function<TaskFace, Object> command, TaskFace face) {
        CommandLine line = new CommandLine(command.apply(face));
        line.getCommandSpec().usageMessage().description(what);
        verb.addSubcommand(face.name(), line);
    }
}
