package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.ItemFile;
import dev.unroll.tasks.classify.Items;
import dev.unroll.tasks.classify.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code predict}: what a trained model says of new items, one line for each, in their order. */
@Command(
        name = "predict",
        description = "Name the class of each item: a line with the class and how probable it is, in the items' order.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PredictCommand implements Callable<Integer> {
    private final Io io;

    @Parameters(paramLabel = "MODEL", index = "0", description = "A run's folder.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "FILE",
            index = "1",
            description =
                    "Items as for training, a .txt file of one text a line, or - for such lines on the standard input.")
    private String file = "";

    @Mixin
    private final ItemOptions options = new ItemOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "Write there, not to the standard output.")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "A JSON object a line, with the probabilities of all classes.")
    private boolean json;

    PredictCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        Engine engine = Usage.check(threads::start);
        Classifier opened = Classifier.open(engine, model);
        Items items = items();
        StringBuilder lines = new StringBuilder();
        for (float[] probabilities : opened.probabilities(items)) {
            lines.append(line(opened, probabilities)).append('\n');
        }
        if (out == null) {
            io.out().print(lines);
        } else {
            AtomicFiles.write(out, lines.toString());
        }
        return 0;
    }

    private Items items() {
        if (!file.equals("-")) {
            return options.file().read(Path.of(file));
        }
        try {
            return ItemFile.lines(System.in, "the standard input");
        } catch (IOException e) {
            throw new FileException("cannot read the standard input: " + e.getMessage() + "; is it UTF-8?", e);
        }
    }

    private String line(Classifier of, float[] probabilities) {
        int answer = Report.answer(probabilities);
        String label = of.labels().get(answer);
        if (!json) {
            return label + String.format(Locale.ROOT, "\t%.4f", probabilities[answer]);
        }
        JsonObject all = new JsonObject();
        for (int c = 0; c < probabilities.length; c++) {
            all.put(of.labels().get(c), probabilities[c]);
        }
        return new JsonObject().put("label", label).put("probabilities", all).toString();
    }
}
