package dev.unroll.app;

import dev.unroll.inspect.TextFeature;
import dev.unroll.io.FileException;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.translate.Decoding;
import dev.unroll.tasks.translate.TextLines;
import dev.unroll.tasks.translate.Translator;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what single units of a language model do while it reads a text, or where one that translates looks. */
@Command(
        name = "inspect",
        description =
                "Show which hidden units track something in a text, or a text coloured by one of them; or where a model that"
                        + " translates looked.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {
    private static final int RANKED = 5;

    private final Io io;

    @Parameters(paramLabel = "MODEL", index = "0", description = "A run's folder.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "PATH",
            index = "1",
            description = "Text to read; its first --length characters. A model that translates reads the first line.")
    private Path text = Path.of("");

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Characters to read (default: ${DEFAULT-VALUE}).",
            defaultValue = "2000")
    private int length;

    @Option(names = "--layer", paramLabel = "N", description = "Of --unit, from the bottom (default: the top one).")
    private @Nullable Integer layer;

    @Option(names = "--unit", paramLabel = "N", description = "Colour the text by this unit, counted from 0.")
    private @Nullable Integer unit;

    @Option(
            names = "--find",
            paramLabel = "FEATURE",
            description =
                    "Colour the text by the unit that goes best with quotes, comments, line, word, brackets, braces,"
                            + " indentation, capitals or space.")
    private @Nullable String feature;

    @Option(names = "--png", paramLabel = "FILE", description = "Draw the coloured text, or where it looked.")
    private @Nullable Path png;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    InspectCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        if (unit != null && feature != null) {
            throw new UsageException("--unit and --find exclude each other; give one of them");
        }
        if (length < 2) {
            throw new UsageException("--length must be at least 2, got " + length);
        }
        TextFeature wanted = feature == null ? null : named(feature);
        if (Translator.isOne(new ModelFolder(model).config())) {
            return looks();
        }
        try (Engine engine = Usage.check(threads::start)) {
            Reading reading = Reading.of(LanguageModel.open(engine, model), beginning());
            if (unit == null && wanted == null && png == null) {
                rank(reading);
                return 0;
            }
            Reading.Tracking chosen = unit != null
                    ? new Reading.Tracking(
                            checked("--layer", layer, reading.layers(), 1),
                            checked("--unit", unit, reading.hidden(), 0),
                            Double.NaN)
                    : best(reading, wanted == null ? TextFeature.QUOTES : wanted);
            show(reading, chosen);
            if (png != null) {
                UnitPicture.write(png, reading, chosen);
                io.err().println("picture: " + png);
            }
        }
        return 0;
    }

    /** Of each piece of a translation, the piece of the source that it looked at most. */
    private int looks() {
        List<String> lines = TextLines.read(text);
        if (lines.isEmpty() || lines.getFirst().isBlank()) {
            throw new UsageException("the first line of " + text + " is empty; write what is to be translated there");
        }
        String source = lines.getFirst();
        try (Engine engine = Usage.check(threads::start)) {
            Translator opened = Translator.open(engine, model);
            String said = opened.translate(List.of(source), Decoding.STANDARD)
                    .getFirst()
                    .text();
            Translator.Looks looks = Usage.check(() -> opened.looks(source, said));
            io.err().println(said);
            for (int i = 0; i < looks.target().size(); i++) {
                float[] weights = looks.weights()[i];
                int most = 0;
                for (int j = 1; j < weights.length; j++) {
                    most = weights[j] > weights[most] ? j : most;
                }
                io.out()
                        .printf(
                                Locale.ROOT,
                                "%s\t%s\t%.2f%n",
                                looks.target().get(i),
                                looks.source().get(most),
                                weights[most]);
            }
            if (png != null) {
                LooksPicture.write(png, looks);
                io.err().println("picture: " + png);
            }
        }
        return 0;
    }

    /** From what is counted from {@code first} to an index; without a number the last. */
    private static int checked(String option, @Nullable Integer given, int count, int first) {
        int index = given == null ? count - 1 : given - first;
        if (index < 0 || index >= count) {
            throw new UsageException(
                    option + " must be between " + first + " and " + (count - 1 + first) + ", got " + given);
        }
        return index;
    }

    private static TextFeature named(String name) {
        return Arrays.stream(TextFeature.values())
                .filter(f -> f.spelling().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no feature " + name + "; there are "
                        + Arrays.stream(TextFeature.values())
                                .map(TextFeature::spelling)
                                .collect(Collectors.joining(", "))));
    }

    private String beginning() throws IOException {
        try {
            String all = Files.readString(text);
            return all.substring(0, all.offsetByCodePoints(0, Math.min(length, all.codePointCount(0, all.length()))));
        } catch (CharacterCodingException e) {
            throw new FileException(text + " is not UTF-8 text; convert it, or name another file", e);
        } catch (IOException e) {
            throw FileException.reading(text, e);
        }
    }

    private static Reading.Tracking best(Reading reading, TextFeature feature) {
        List<Reading.Tracking> units = reading.tracking(feature, 1);
        if (units.isEmpty()) {
            throw new UsageException(
                    "nothing in this text changes " + feature.description() + "; read another, or more of it");
        }
        return units.getFirst();
    }

    private void rank(Reading reading) {
        for (TextFeature f : TextFeature.values()) {
            List<Reading.Tracking> units = reading.tracking(f, RANKED);
            if (!units.isEmpty()) {
                io.out()
                        .printf(
                                Locale.ROOT,
                                "%-12s %s%n",
                                f.spelling(),
                                units.stream()
                                        .map(t -> String.format(
                                                Locale.ROOT,
                                                "layer %d unit %d %+.2f",
                                                t.layer() + 1,
                                                t.unit(),
                                                t.score()))
                                        .collect(Collectors.joining("   ")));
            }
        }
        io.out()
                .println("Correlations of " + reading.shown() + "; see one with --find " + TextFeature.QUOTES.spelling()
                        + " or --layer 1 --unit 0.");
    }

    /** On a terminal the text in colours; piped, a line for each character. */
    private void show(Reading reading, Reading.Tracking chosen) {
        float[] values = reading.unit(chosen.layer(), chosen.unit());
        String score =
                Double.isNaN(chosen.score()) ? "" : String.format(Locale.ROOT, ", correlation %+.3f", chosen.score());
        io.err().println("layer " + (chosen.layer() + 1) + ", unit " + chosen.unit() + score);
        StringBuilder out = new StringBuilder();
        for (int t = 0; t < values.length; t++) {
            String c = reading.symbol(t);
            if (io.live()) {
                Color colour = UnitPicture.colour(values[t]);
                out.append(String.format(
                        "\u001b[48;2;%d;%d;%dm\u001b[38;2;0;0;0m%s\u001b[0m",
                        colour.getRed(), colour.getGreen(), colour.getBlue(), c.replace("\n", " \u001b[0m\n")));
            } else {
                out.append(String.format(Locale.ROOT, "%+.3f %s%n", values[t], c.replace("\n", "\\n")));
            }
        }
        io.out().println(out);
    }
}
