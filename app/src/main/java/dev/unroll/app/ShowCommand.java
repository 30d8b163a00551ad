package dev.unroll.app;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.SafeTensors;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.tasks.LanguageModel.Architecture;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}: what a trained model is and where it comes from, read from its files without running it. */
@Command(name = "show", description = "Say what a model is and where it comes from.", mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    private final Io io;

    @Parameters(paramLabel = "MODEL", description = "A run's folder.")
    private Path model = Path.of("");

    ShowCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        ModelFolder folder = new ModelFolder(model);
        JsonObject config = folder.config();
        SafeTensors weights = folder.weights();
        Architecture a = Architecture.fromJson(config.getObject("model"));
        Vocabulary vocabulary = Vocabulary.read(folder.vocabularyFile());
        PrintStream out = io.out();
        long parameters = a.parameterCount(vocabulary.size());
        out.printf(
                "%s: %d layers of %d units, %d characters%n%n",
                a.cell().name(), a.layers(), a.hidden(), vocabulary.size());
        out.println(a.cell().print().strip().indent(2));
        for (String name : weights.names()) {
            String shape =
                    Arrays.stream(weights.shape(name)).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
            out.printf("  %-24s %s%n", name, shape);
        }
        out.printf(Locale.ROOT, "%n%-12s %,d%n", "parameters", parameters);
        // Training holds the weights, their gradient and the optimiser's moments.
        out.printf(Locale.ROOT, "%-12s %.1f MB of weights%n", "memory", parameters * Float.BYTES / 1e6);
        String stack = stack(a.stack());
        if (!stack.isEmpty()) {
            out.printf("%-12s %s%n", "stack", stack);
        }
        print(out, "training", config);
        print(out, "data", config);
        for (String key : new String[] {"unroll", "java"}) {
            if (config.has(key)) {
                out.printf("%-12s %s%n", key, config.getString(key));
            }
        }
        folder.trained(weights)
                .ifPresent(progress -> out.printf(
                        Locale.ROOT,
                        "%-12s %,d steps, %.0f s, validation loss %.4f%n",
                        "trained",
                        progress.getLong("step"),
                        progress.getDouble("seconds"),
                        progress.getDouble("val_loss")));
        return 0;
    }

    /** What is not as in a plain stack. */
    private static String stack(RecurrentOptions options) {
        List<String> words = new ArrayList<>();
        if (options.skips()) {
            words.add("skips");
        }
        if (options.residual()) {
            words.add("residual");
        }
        Noise noise = options.noise();
        if (noise.dropout() > 0) {
            words.add((noise.variational() ? "variational dropout " : "dropout ") + noise.dropout());
        }
        if (noise.recurrentDropout() > 0) {
            words.add("recurrent dropout " + noise.recurrentDropout());
        }
        if (!noise.zoneout().isNone()) {
            words.add("zoneout " + noise.zoneout().print());
        }
        return String.join(", ", words);
    }

    private static void print(PrintStream out, String section, JsonObject config) {
        if (config.has(section)) {
            String label = section;
            JsonObject values = config.getObject(section);
            for (String key : values.keys()) {
                out.printf("%-12s %s %s%n", label, key, values.get(key));
                label = "";
            }
        }
    }
}
