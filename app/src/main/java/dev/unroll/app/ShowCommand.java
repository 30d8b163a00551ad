package dev.unroll.app;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.SafeTensors;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.LanguageModel.Architecture;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        PrintStream out = io.out();
        boolean text = LanguageModel.isOne(config);
        if (text) {
            Architecture a = Architecture.fromJson(config.getObject("model"));
            out.printf(
                    "%s: %d layers of %d units, %s%n%n",
                    a.cell().name(), a.layers(), a.hidden(), Vocabulary.read(folder.vocabularyFile()));
            out.println(a.cell().print().strip().indent(2));
        } else {
            out.printf("a model of train %s%n%n", config.getString("task"));
            equations(config).ifPresent(e -> out.println(e.strip().indent(2)));
        }
        for (String name : weights.names()) {
            String shape =
                    Arrays.stream(weights.shape(name)).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
            out.printf("  %-24s %s%n", name, shape);
        }
        long parameters = weights.names().stream()
                .mapToLong(name ->
                        Arrays.stream(weights.shape(name)).asLongStream().reduce(1, Math::multiplyExact))
                .sum();
        out.printf(Locale.ROOT, "%n%-12s %,d%n", "parameters", parameters);
        // Training holds the weights, their gradient and the optimiser's moments.
        out.printf(Locale.ROOT, "%-12s %.1f MB of weights%n", "memory", parameters * Float.BYTES / 1e6);
        if (text) {
            Architecture a = Architecture.fromJson(config.getObject("model"));
            String stack = stack(a.stack());
            if (!stack.isEmpty()) {
                out.printf("%-12s %s%n", "stack", stack);
            }
            if (a.embedding() > 0) {
                out.printf("%-12s %d numbers a symbol%s%n", "embedding", a.embedding(), a.tied() ? ", tied" : "");
            }
        } else {
            print(out, "model", config);
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

    private static Optional<String> equations(JsonObject config) {
        JsonObject model = config.has("model") ? config.getObject("model") : new JsonObject();
        return model.has("equations") ? Optional.of(model.getString("equations")) : Optional.empty();
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
                if (key.equals("equations")) {
                    continue; // shown above, on lines of their own
                }
                out.printf("%-12s %s %s%n", label, key, values.get(key));
                label = "";
            }
        }
    }
}
